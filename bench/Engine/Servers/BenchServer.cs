namespace Mdlc.Engine.Bench.Servers;

/// <summary>A server that can be measured.</summary>
/// <param name="Name">As the command line and the table name it.</param>
/// <param name="Missing">Why it cannot be measured here; null when it can.</param>
/// <param name="Start">Starts it with a folder and a port of its own (the nine ports above are free, too).</param>
internal sealed record BenchServer(string Name, string? Missing, Func<string, int, ServerProcess> Start)
{
    /// <summary>The engine that keeps nothing: the floor for what a file costs.</summary>
    public static BenchServer InMemory(string engine) => new("engine-memory", null, (_, port) => ServerProcess.Start(engine, StartDev(port, [])));

    /// <param name="engine">The engine's executable.</param>
    public static IReadOnlyList<BenchServer> All(string engine) =>
    [
        new("engine", null, (folder, port) => ServerProcess.Start(engine, StartDev(port, ["--db-filename", Path.Combine(folder, "engine.db")]))),
        InMemory(engine),
        new("dev", MissingOnPath("temporal"), (_, port) => Dev(port)),
        new("dev-file", MissingOnPath("temporal"), (folder, port) => Dev(port, "--db-filename", Path.Combine(folder, "dev.db"))),
        new("cluster", MissingOnPath("temporal-cluster-up"), static (folder, port) => ServerProcess.StartCluster(folder, port, "sqlite")),
        new(
            "cluster-postgres",
            MissingOnPath("temporal-cluster-up") ?? (Environment.GetEnvironmentVariable("PGHOST") is null ? "needs a PostgreSQL at PGHOST, PGPORT, PGUSER, PGPASSWORD" : null),
            static (folder, port) => ServerProcess.StartCluster(folder, port, "postgres")),
    ];

    private static ServerProcess Dev(int port, params string[] more) => ServerProcess.Start(Executables.OnPath("temporal")!, StartDev(port, more));

    private static string[] StartDev(int port, string[] more) => ["server", "start-dev", "--headless", "--log-level", "error", "--port", $"{port}", .. more];

    private static string? MissingOnPath(string executable) => Executables.OnPath(executable) is null ? $"needs {executable} on PATH" : null;
}
