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

    public static void Draw(IAnsiConsole terminal, RunReport report)
    {
        terminal.Write(StageTable(report));
        foreach (var note in report.Stages.SelectMany(stage => stage.Notes))
        {
            terminal.WriteLine($"note: {note}");
        }

        if (report.Leaderboard is { } board)
        {
            terminal.Write(LeaderboardView.Table(board));
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row(grid, "state", report.State.ToString().ToLowerInvariant());
        Row(grid, "verdict", report.Verdict?.ToString().ToLowerInvariant());
        Row(grid, "version", report.Version?.ToString(CultureInfo.InvariantCulture));
        Row(grid, "champion", report.Champion?.ToString(CultureInfo.InvariantCulture));
        Row(grid, "metrics", report.Metrics is { } metrics ? string.Join("  ", metrics.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.####}"))) : null);
        Row(grid, "model digest", report.ModelDigest);
        Row(grid, "report", report.Report);
        Row(grid, "endpoint", report.Endpoint);
        Row(grid, "error", report.Error);
        terminal.Write(grid);
    }

    public static Table StageTable(RunReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(report.Run)).AddColumns("stage", "state", "seconds", "");
        foreach (var stage in report.Stages)
        {
            table.AddRow(
                new Text(stage.Name),
                new Text(Word(stage), new Style(Colour(stage.State))),
                new Text(Seconds(stage.Seconds)).RightJustified(),
                new Text(stage.Summary ?? ""));
        }

        return table;
    }

    public static string StageLine(StageReport stage) =>
        $"  {stage.Name,-10} {Word(stage),-10} {Seconds(stage.Seconds),8}  {stage.Summary}".TrimEnd();

    private static string Word(StageReport stage) =>
        stage.Attempts > 1 ? $"{stage.State.ToString().ToLowerInvariant()} ({stage.Attempts} attempts)" : stage.State.ToString().ToLowerInvariant();

    private static string Seconds(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.0} s") : "";

    private static Color Colour(StageState state) => state switch
    {
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
