using System.Globalization;

namespace Mdlc.Tests.Shared.Servers;

/// <summary>Temporal's own Web UI, started by <c>temporal-ui-up</c> against a gRPC address.</summary>
internal sealed class WebUi : IAsyncDisposable
{
    /// <summary>What a test that was skipped for want of it says.</summary>
    public const string Needed = "needs temporal-ui-up on PATH";

    /// <summary>The status of a call that was still under way when the page was closed.</summary>
    private const int ClosedByTheBrowser = 499;

    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-ui-").FullName;

    public static bool IsAtHand => Executables.OnPath("temporal-ui-up") is not null;

    public string Address { get; } = $"127.0.0.1:{Executables.FreePortBlock(1)}";

    private string ServerLog => Path.Combine(_folder, "server.log");

    public static async Task<WebUi> StartAsync(string grpcAddress)
    {
        var ui = new WebUi();
        var port = ui.Address.Split(':')[1];

        // Its output goes to a file: the server inherits the pipe and would keep a reader waiting for its end.
        await Executables.RunAsync(
            "/bin/sh", "-c", "exec \"$0\" \"$1\" \"$2\" \"$3\" > \"$1/up.log\" 2>&1", Executables.OnPath("temporal-ui-up")!, ui._folder, grpcAddress, port);
        return ui;
    }

    /// <summary>The calls that the pages made and that failed, each as status and path.</summary>
    public IReadOnlyList<string> FailedCalls() =>
    [
        .. from line in File.ReadLines(ServerLog)
           where line.StartsWith('{') && line.Contains("/api/v1/", StringComparison.Ordinal)
           let call = System.Text.Json.Nodes.JsonNode.Parse(line)!
           let status = (int)call["status"]!
           where status >= 400 && status != ClosedByTheBrowser
           select string.Create(CultureInfo.InvariantCulture, $"{status} {call["uri"]}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await Executables.RunAsync(Executables.OnPath("temporal-ui-down")!, _folder);
        Directory.Delete(_folder, recursive: true);
    }
}
