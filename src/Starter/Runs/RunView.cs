using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Spectre.Console;

namespace Mdlc.Starter.Runs;

/// <summary>How a run is shown.</summary>
internal static class RunView
{
    /// <summary>Says "interrupted" of a run that nothing could be driving.</summary>
    public static RunReport Derive(RunReport report, Home home) =>
        report.State is RunState.Queued or RunState.Running && !TemporalClients.HasConfiguredServer && !EngineLock.IsHeld(home)
            ? report with { State = RunState.Interrupted }
            : report;

    public static int ExitCodeOf(RunReport report) => report switch
    {
        { State: RunState.Succeeded, Verdict: Verdict.Fail or Verdict.Inconclusive } => ExitCode.GateSaidNo,
        { State: RunState.Succeeded } => ExitCode.Ok,
        _ => ExitCode.Failed,
    };

    /// <param name="stagesAreTold">A line a stage has been written already, as <see cref="RunFollower"/> does where nothing can be redrawn.</param>
    public static void Draw(IAnsiConsole terminal, RunReport report, bool stagesAreTold = false)
    {
        DrawStages(terminal, report, stagesAreTold);
        if (report.Leaderboard is { } board)
        {
            terminal.Write(LeaderboardView.Table(board));
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row(grid, "state", report.State.ToString().ToLowerInvariant());
        foreach (var (cause, index) in report.Causes.Select((cause, index) => (cause, index)))
        {
            Row(grid, index == 0 ? "because" : "and", CauseWords.Of(cause));
        }

        foreach (var (wait, index) in report.Waits.Select((wait, index) => (wait, index)))
        {
            Row(grid, index == 0 ? "waited" : "", CauseWords.Of(wait));
        }

        Row(grid, "waits for", report.WaitsFor);
        Row(grid, "took over", report.TakenOver is { } taken ? $"what run {taken.Run} made before {taken.From}" : null);
        foreach (var change in report.Changes)
        {
            Row(grid, change.Skipped ? "left out" : change.Differences.Count > 0 ? "changed" : "retried", ChangeText(change));
        }

        Row(grid, "verdict", VerdictOf(report));
        Row(grid, "version", report.Version?.ToString(CultureInfo.InvariantCulture));
        Row(grid, "champion", report.Champion?.ToString(CultureInfo.InvariantCulture));
        Row(grid, "metric", report.Deciding is { } deciding ? $"{MetricText.Named(deciding)}{(deciding.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $" ({100 * confidence:0} % interval)") : "")}" : null);
        Row(grid, "metrics", report.Metrics is { } metrics ? string.Join("  ", metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.####}"))) : null);
        Row(grid, "model digest", report.ModelDigest);
        Row(grid, "report", report.Report);
        Row(grid, "endpoint", report.Endpoint);
        Row(grid, "error", report.Error);
        terminal.Write(grid);
    }

    /// <summary>The stages and what came of them, where a run is one of several.</summary>
    /// <inheritdoc cref="Draw"/>
    public static void DrawOutcome(IAnsiConsole terminal, RunReport report, bool stagesAreTold)
    {
        DrawStages(terminal, report, stagesAreTold);
        var verdict = report.SameAs is { } same ? string.Create(CultureInfo.InvariantCulture, $"the same model as version {same}") : VerdictOf(report) is { } word ? $"gate {word}" : null;
        string?[] parts =
        [
            report.State.ToString().ToLowerInvariant(),
            verdict,
            report.Deciding is { } deciding ? MetricText.Named(deciding) : null,
            report.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"version {version}") : null,
            report.Champion is { } champion ? string.Create(CultureInfo.InvariantCulture, $"champion {champion}") : null,
        ];
        terminal.WriteLine($"   {string.Join(", ", parts.OfType<string>())}");
    }

    private static string ChangeText(RunChange change)
    {
        string?[] parts = [change.Stage, change.Differences.Count > 0 ? string.Join("; ", change.Differences) : null, $"by {change.By}, {Moment.Text(change.At)}", change.Reason];
        return string.Join(", ", parts.OfType<string>());
    }

    private static void DrawStages(IAnsiConsole terminal, RunReport report, bool stagesAreTold)
    {
        if (stagesAreTold)
        {
            return;
        }

        terminal.Write(StageTable(report));
        foreach (var note in report.Stages.SelectMany(stage => stage.Notes))
        {
            terminal.WriteLine($"note: {note}");
        }
    }

    public static Table StageTable(RunReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(report.Run)).AddColumns("stage", "state", "seconds", "");
        foreach (var stage in report.Stages)
        {
            table.AddRow(
                new Text(stage.Name),
                new Text(Word(stage), new Style(Colour(stage))),
                new Text(Seconds(stage.Seconds)).RightJustified(),
                new Text(Summary(stage)));
        }

        return table;
    }

    public static string StageLine(StageReport stage) =>
        $"  {stage.Name,-10} {Word(stage),-10} {Seconds(stage.Seconds),8}  {Summary(stage)}".TrimEnd();

    /// <summary>How often, of how many times, a stage was cut off, and by what; null when it never was.</summary>
    public static string? Interruptions(StageReport stage) => stage.Interruptions == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"interrupted {stage.Interruptions} of at most {stage.MostInterruptions} times, the last time: {stage.InterruptedBy?.Trim()}");

    /// <summary>What a run waits for or struggles with; null when it does neither.</summary>
    public static string? Note(RunReport report) => report.State switch
    {
        RunState.Suspended => report.Error,
        RunState.Queued or RunState.Interrupted when report.WaitsFor is { } other => $"waits for {other}",
        RunState.Running => report.Stages.Where(stage => stage.State == StageState.Running).Select(Interruptions).FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static string Summary(StageReport stage) => string.Join("; ", new[] { stage.Summary, Interruptions(stage) }.Where(text => !string.IsNullOrEmpty(text)));

    /// <summary>The verdict as people read it; null before the gate has decided.</summary>
    public static string? VerdictOf(RunReport report) => report.Verdict is { } verdict ? VerdictWords.Of(verdict, report.Judged) : null;

    /// <summary>What a stage found says more than that it ended well.</summary>
    private static string Word(StageReport stage)
    {
        var word = stage is { State: StageState.Succeeded, Outcome: { } outcome } ? outcome : stage.State.ToString().ToLowerInvariant();
        return stage.Attempts > 1 ? $"{word} ({stage.Attempts} attempts)" : word;
    }

    private static string Seconds(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.0} s") : "";

    private static Color Colour(StageReport stage) => stage.State switch
    {
        StageState.Succeeded when stage.Outcome == VerdictWords.NotJudged => Color.Grey,
        StageState.Succeeded when stage.Outcome == VerdictWords.Of(Verdict.Fail, judged: null) => Color.Red,
        StageState.Succeeded when stage.Outcome == VerdictWords.Of(Verdict.Inconclusive, judged: null) => Color.Yellow,
        StageState.Succeeded => Color.Green,
        StageState.Running => Color.Blue,
        StageState.Failed or StageState.Aborted => Color.Red,
        StageState.Suspended or StageState.Pending => Color.Yellow,
        _ => Color.Grey,
    };

    private static void Row(Grid grid, string name, string? value)
    {
        if (value is not null)
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }
    }
}
