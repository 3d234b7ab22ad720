using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>
/// A run in a place of its own that somebody will kill at: on the engine inside <c>mdlc run</c>, or on a server with an <c>mdlc worker</c>
/// that does the work.
/// </summary>
internal sealed class DisturbedRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Workplace _place = new();
    private readonly string? _server;
    private readonly string _project;
    private readonly Dictionary<string, string?> _environment;
    private MdlcProcess _client = null!;
    private MdlcProcess? _worker;

    private DisturbedRun(string? server, string project)
    {
        _server = server;
        _project = project;
        _environment = new() { ["TEMPORAL_ADDRESS"] = server };
        _place.WriteRows("rows.csv", 20_000);
        _place.WriteSpec(project: project, more: "tune: {trials: 2}\ngate: {limits: {auc: {min: 0.7}}}");
    }

    /// <param name="server">host:port; null for the embedded engine.</param>
    public static async Task<DisturbedRun> StartAsync(string? server)
    {
        // Workflow ids hold the project, and a server may be shared: a project of its own for each run.
        var run = new DisturbedRun(server, server is null ? "e2e" : $"e2e-{Guid.NewGuid():n}");
        if (server is not null)
        {
            await run.StartWorkerAsync();
        }

        run._client = run.Start("run", "model.yaml", "--json");
        return run;
    }

    private string Run => $"{_project}/income/1";

    private MdlcProcess Parent => _worker ?? _client;

    /// <summary>Ends the victim; a child is waited for, because there is none while a stage works that needs none.</summary>
    /// <returns>False when the run has ended first.</returns>
    public async Task<bool> KillAsync(Victim victim)
    {
        var children = ProcessTree.Children(Parent.Process.Id);
        while (victim == Victim.Child && children.Count == 0 && !_client.Process.HasExited)
        {
            await Task.Delay(5);
            children = ProcessTree.Children(Parent.Process.Id);
        }

        var alive = !_client.Process.HasExited;
        MdlcProcess[] processes = victim switch
        {
            Victim.Everything => [Parent, _client],
            Victim.Parent => [Parent],
            _ => [],
        };
        foreach (var process in processes)
        {
            process.Kill();
        }

        foreach (var child in victim == Victim.Parent ? [] : children)
        {
            child.Kill();
        }

        // A killed process counts as running for a moment more, and whoever looks then starts nothing in its place.
        await Task.WhenAll(processes.Select(p => p.Process.WaitForExitAsync()));
        return alive && (victim != Victim.Child || children.Count > 0);
    }

    /// <summary>The run's end as the next command on this home sees it; asked for anew where the kill came before it was submitted.</summary>
    public async Task<MdlcResult> EndAsync()
    {
        if (_worker is { Process.HasExited: true })
        {
            await StartWorkerAsync();
        }

        if (_worker is null)
        {
            await _client.WaitAsync(Patience);
        }

        var shown = await MdlcAsync("run", "show", Run, "--wait", "--json");
        return shown.Error.Contains("There is no run", StringComparison.Ordinal)
            ? await MdlcAsync("run", "model.yaml", "--json")
            : shown;
    }

    /// <summary>What stands in the run's history now; nothing while no engine answers.</summary>
    public async Task<IReadOnlyList<ActivityCompletion>> CompletionsAsync() =>
        (_server ?? LiveEngine()) is { } address ? await RunHistory.CompletionsAsync(address, $"run/{Run}") : [];

    /// <summary>The same once the run has ended and no process holds the home's engine any more.</summary>
    public async Task<IReadOnlyList<ActivityCompletion>> FinalCompletionsAsync()
    {
        if (_server is not null)
        {
            return await CompletionsAsync();
        }

        await using var engine = await EngineHost.StartAsync(new EngineOptions { DbFilename = Path.Combine(_place.Home, "engine.db") });
        return await RunHistory.CompletionsAsync(engine.Address, $"run/{Run}");
    }

    public IReadOnlyList<ActivityExecution> Executions() => ActivityExecution.In(Path.Combine(_place.Home, "logs"));

    public async Task<JsonNode> ModelAsync() => (await MdlcAsync("model", "show", $"{_project}/income", "--json")).Json;

    /// <summary>What still runs once the worker, if there is one, was asked to end.</summary>
    public async Task<IReadOnlyList<string>> ProcessesLeftAsync()
    {
        if (_worker is { } worker)
        {
            await worker.StopAsync();
        }

        return await ProcessTree.LeftInAsync(_place.Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        _place.Dispose();
    }

    private MdlcProcess Start(params string[] arguments) => MdlcProcess.Start(_place.Folder, _environment, arguments);

    private Task<MdlcResult> MdlcAsync(params string[] arguments) => MdlcProcess.RunAsync(_place.Folder, _environment, arguments);

    private async Task StartWorkerAsync()
    {
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        _worker = Start("worker", "--project", _project, "--json");
        await _worker.DocumentAsync();
    }

    /// <summary>Where the run's own process listens; null while it starts and once it has ended.</summary>
    private string? LiveEngine()
    {
        if (_client.Process.HasExited)
        {
            return null;
        }

        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(_place.Home, "engine.json")))?["address"];
        }
        catch (Exception starting) when (starting is IOException or JsonException)
        {
            return null;
        }
    }
}
