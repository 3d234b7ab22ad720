using System.Text.Json.Nodes;
using Mdlc.EndToEnd.Tests.Servers;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A workplace with everything running: <c>mdlc dev</c> on its own engine, or <c>mdlc worker</c> on a real server.</summary>
internal sealed class Site : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IServer? _server;
    private readonly Dictionary<string, string?> _environment;
    private MdlcProcess _background;

    private Site(Workplace place, IServer? server, string project)
    {
        Place = place;
        Project = project;
        _server = server;
        _environment = server is null ? [] : new() { ["TEMPORAL_ADDRESS"] = server.Address };
        _background = null!;
    }

    public Workplace Place { get; }

    public string Project { get; }

    /// <summary>host:port of the engine or server.</summary>
    public string Temporal { get; private set; } = "";

    /// <summary>Where models are served; null on a real server.</summary>
    public string? Serving { get; private set; }

    /// <param name="real">On a real server; skips the test where none is at hand.</param>
    public static async Task<Site> StartAsync(bool real)
    {
        Assert.SkipWhen(real && !RealServer.IsAtHand, RealServer.Needed);
        var server = real ? await RealServer.StartAsync() : null;

        // A name of its own: a server that somebody else started may know earlier runs.
        var site = new Site(new Workplace(), server, $"e2e-{Guid.NewGuid().ToString("n")[..6]}");
        if (server is not null)
        {
            await RealTemporal.AddSearchAttributesAsync(server.Address);
        }

        await site.StartBackgroundAsync();
        return site;
    }

    /// <summary>A model that has been run once, so that its spec is known.</summary>
    public async Task RunOnceAsync()
    {
        Place.WriteRows("rows.csv", 1_000);
        Place.WriteSpec(more: "gate: {limits: {auc: {min: 0.7}}}", project: Project);
        var run = await MdlcAsync("run", "model.yaml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    public async Task StartBackgroundAsync()
    {
        _background = Start(null, _server is null
            ? ["dev", "--serve", "http://127.0.0.1:0", "--pages-port", "0", "--webhook", "http://127.0.0.1:0", "--web-port", "0", "--json"]
            : ["worker", "--project", Project, "--json"]);
        var ready = await _background.DocumentAsync();
        (Temporal, Serving) = ((string)ready["temporal"]!, (string?)ready["serving"]);
    }

    /// <summary>Kills the process that holds the engine or does the work.</summary>
    public async Task KillBackgroundAsync()
    {
        _background.Kill();
        await _background.DisposeAsync();
    }

    public Task<MdlcResult> MdlcAsync(params string[] arguments) => MdlcProcess.RunAsync(Place.Folder, _environment, arguments);

    /// <param name="more">Goes before the site's own.</param>
    public MdlcProcess Start(IReadOnlyDictionary<string, string?>? more, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(more ?? new Dictionary<string, string?>());
        foreach (var (name, value) in _environment)
        {
            environment.TryAdd(name, value);
        }

        return MdlcProcess.Start(Place.Folder, environment, arguments);
    }

    /// <summary>The runs, once they are as expected.</summary>
    public async Task<JsonArray> RunsAsync(Func<JsonArray, bool> until)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var runs = (await MdlcAsync("runs", "--json")).Json.AsArray();
            if (until(runs))
            {
                return runs;
            }

            Assert.False(limit.IsCancellationRequested, $"The runs are not as expected: {runs}\n{_background.Error}");
            await Task.Delay(200, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Place.Dispose();
    }
}
