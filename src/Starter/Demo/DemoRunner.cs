using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Training;
using Mdlc.Serving;
using Mdlc.Serving.Settings;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Monitoring;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Mdlc.Starter.Schedules;
using Mdlc.Web;
using Mdlc.Web.Security;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Starter.Demo;

/// <summary>
/// The whole cycle, three times: a first champion with a short tuning study; the same by a schedule, which gives the same model; then new
/// data arrive, the drift is seen, an event sets a run off, and a challenger is trained, judged and promoted. Each step is keyed, so that a
/// demo that was killed goes on where it was.
/// </summary>
internal sealed class DemoRunner(CommandContext context)
{
    private const string FirstRequest = "demo-first";
    private const string EveryNight = "0 3 * * *";
    private const string TimeZone = "Europe/Berlin";

    private readonly DemoFiles _files = new(context.Home.Root);

    /// <summary>A demo that ended is replaced; one that was cut off is kept, and goes on.</summary>
    public static void ReplaceFinished(string home)
    {
        if (DemoState.Read(new DemoFiles(Path.GetFullPath(home)).State) is { Finished: true })
        {
            Directory.Delete(home, recursive: true);
        }
    }

    public async Task<int> RunAsync(bool keep, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var state = Begin();
        var spec = SpecLoader.Load(_files.Spec);
        await using var session = await context.OpenSessionAsync([spec.Project], cancellationToken);
        await using var serving = await ServingHost.StartAsync(new ServingOptions { Home = context.Home, LoggerFactory = context.Loggers }, cancellationToken);
        var runs = new RunClient(session, context.Catalog, context.Time);
        var secret = WebhookSecret.Create();
        await using var webhook = await WebhookHost.StartAsync(
            new WebhookOptions { Credentials = new WebhookCredentials([secret], []), LoggerFactory = context.Loggers }, context.Catalog, runs, cancellationToken);

        Say($"engine   {(session.IsEmbedded ? "embedded, " : "")}{session.Address}");
        Say($"serving  {serving.Address}");
        Say($"webhook  {webhook.Url}");
        Say("");
        Say("1  A first model: 17 000 hours of bike rentals, a short tuning study, a gate.");
        var first = await FollowAsync(session, await runs.RequestAsync(spec, RunTrigger.Manual, FirstRequest, null, cancellationToken), cancellationToken);
        Require(first, "the first run");

        Say("");
        Say($"2  A schedule, {EveryNight} {TimeZone}, comes round (once now, for the demo): the same data and spec give the same model, and nothing is promoted.");
        var schedule = new ModelSchedule(session.Client, spec.Project, spec.Model);
        await schedule.SetAsync(EveryNight, TimeZone, spec: null, atOnce: true, cancellationToken);
        var scheduled = await FollowAsync(session, await FindRunAsync(RunTrigger.Schedule, spec, session, cancellationToken), cancellationToken);
        Require(scheduled, "the scheduled run");
        RequireSameModel(first, scheduled);

        Say("");
        Say("3  Two years later: new data arrive. Are they still like those the champion was trained on?");
        _files.WriteLater();
        var drift = await new MonitorClient(context, session).CompareAsync(new MonitorInput(spec.Project, spec.Model, _files.LaterData, null, null), "demo", cancellationToken);
        Say($"   {drift.Summary}");

        Say("");
        Say("4  An event says so over HTTP: a challenger is trained, judged against the champion on rows neither has seen, and promoted.");
        using var sender = new DemoSender(webhook.Url, secret, context.Time);
        await sender.SendAsync("demand-2025", spec, _files.LaterData, cancellationToken);
        Say($"   POST {webhook.Url} 202: the event is durable");
        var second = await FollowAsync(session, await FindRunAsync(RunTrigger.DataArrived, spec, session, cancellationToken), cancellationToken);
        Require(second, "the event's run");

        Say("");
        Say("5  A prediction over HTTP, from the new champion.");
        var (request, answer) = await PredictAsync(serving.Address, spec, cancellationToken);
        Say($"   POST {request}");
        Say($"   {answer.ToJsonString()}");

        // In this order: a demo that goes on would make the schedule anew, and that would come round once more.
        (state with { Finished = true }).Write(_files.State);
        await schedule.DeleteAsync(cancellationToken);
        var package = await context.Catalog.Models.GetAsync(spec.Project, spec.Model, second.Version!.Value, cancellationToken);
        var document = new DemoDocument(first, scheduled, drift, second, answer, second.Report!, Path.Combine(context.Home.Root, package!.Folder), ServeLine(), clock.Elapsed.TotalSeconds);
        context.Report.Document(document, _ => Close(document));
        if (keep)
        {
            Say($"Serving at {serving.Address} until Ctrl-C.");
            await Waiting.UntilCancelledAsync(cancellationToken);
        }

        return ExitCode.Ok;
    }

    private DemoState Begin()
    {
        if (DemoState.Read(_files.State) is { } unfinished)
        {
            Say("An unfinished demo lies here: it goes on.");
            return unfinished;
        }

        var project = Worker.TemporalClients.HasConfiguredServer ? $"demo-{Guid.NewGuid().ToString("n")[..6]}" : "demo";
        var trainer = NativeParts.CanTrain(TrainerKind.LightGbm) ? TrainerKind.LightGbm : TrainerKind.FastForest;
        if (trainer != TrainerKind.LightGbm)
        {
            Report.Warn($"LightGBM cannot run here, so the demo trains {TrainerParameters.NameOf(trainer)}. See: mdlc doctor");
        }

        _files.WriteFirst(project, TrainerParameters.NameOf(trainer));
        var state = new DemoState(project, Finished: false);
        state.Write(_files.State);
        return state;
    }

    private async Task<RunKey> FindRunAsync(RunTrigger trigger, ModelSpec spec, EngineSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reports = await context.Catalog.Runs.ListAsync(spec.Project, spec.Model, cancellationToken);
            if (reports.FirstOrDefault(r => r.Trigger == trigger) is { } report && RunKey.TryParse(report.Run, out var run))
            {
                return run;
            }

            await session.EnsureAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.Time, cancellationToken);
        }
    }

    /// <summary>Asks for a warm Friday evening in June.</summary>
    private static async Task<(string Request, JsonNode Answer)> PredictAsync(string address, ModelSpec spec, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var path = $"/v2/models/{spec.Model}/infer";
        JsonObject Tensor(string name, string type, JsonNode value) =>
            new() { ["name"] = name, ["datatype"] = type, ["shape"] = new JsonArray(1), ["data"] = new JsonArray(value) };
        var body = new JsonObject
        {
            ["id"] = "demo",
            ["inputs"] = new JsonArray(
                Tensor("timestamp", "BYTES", "2026-06-19 18:00:00"),
                Tensor("season", "BYTES", "summer"),
                Tensor("working_day", "BOOL", true),
                Tensor("holiday", "BOOL", false),
                Tensor("weather", "BYTES", "clear"),
                Tensor("temperature", "FP64", 25.5),
                Tensor("humidity", "FP64", 50),
                Tensor("wind", "FP64", 8.0)),
        };
        using var response = await http.PostAsJsonAsync(path, body, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        return response.IsSuccessStatusCode
            ? ($"{address}{path}", answer!)
            : throw new UserException($"The server answered {(int)response.StatusCode} to the demo's prediction: {answer?.ToJsonString()}");
    }

    private static void Require(RunReport report, string which)
    {
        if (report is not { State: RunState.Succeeded, Verdict: Verdict.Pass })
        {
            throw new UserException(
                $"The demo expected {which} to pass; it is {report.State.ToString().ToLowerInvariant()}, verdict {report.Verdict?.ToString().ToLowerInvariant() ?? "none"}. {report.Error}");
        }
    }

    private static void RequireSameModel(RunReport first, RunReport again)
    {
        if (first.ModelDigest != again.ModelDigest)
        {
            throw new UserException($"The demo expected the same model of the same data and spec; found {first.ModelDigest} and {again.ModelDigest}.");
        }
    }

    private static string Library => Path.Combine(AppContext.BaseDirectory, "mdlc.dll");

    private string ServeLine() => TypedCommand.Of(Environment.ProcessPath, Library, Environment.GetEnvironmentVariable("PATH"), "serve", "--home", context.Home.Root);

    /// <summary>What was redrawn while the run went on is gone when it ends: its table is left on the screen.</summary>
    private async Task<RunReport> FollowAsync(EngineSession session, RunKey run, CancellationToken cancellationToken)
    {
        var report = await new RunFollower(context, session).FollowAsync(run, cancellationToken);
        if (!context.Report.Json)
        {
            context.Report.Document(report, terminal => RunView.DrawOutcome(terminal, report, stagesAreTold: !context.Report.IsLive));
        }

        return report;
    }

    private void Close(DemoDocument document)
    {
        Say("");
        Say($"report   {document.Report}");
        Say($"model    {document.Model}");
        Say($"serve it {document.Serve}");
        Say(System.FormattableString.Invariant($"done in {document.Seconds:0} s"));
    }

    private void Say(string line) => context.Report.Line(line);
}
