using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Monitoring;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Monitoring;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>monitor NAME</c>: are the rows that come in still like those the champion was trained on, and is it as good on them?</summary>
internal static class MonitorCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The model: project/model, or model." }.CompletesModels();
        var file = new Option<string?>("--file") { Description = "The rows to compare; without it, the logged predictions." }.IsPath();
        var failOn = new Option<string[]>("--fail-on")
        {
            Description = $"Exit with {ExitCode.GateSaidNo} on drift (a column or the predictions drifted), on quality (the model is worse on the file's labels), or on either: drift,quality.",
        }.CompletesWords("drift", "quality");
        var command = new Command("monitor", "Compare a file, or logged predictions, with what the champion was trained on.") { name, file, failOn };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var failures = MonitorFailure.Parse(parse.GetValue(failOn) ?? []);
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var path = parse.GetValue(file) is { } given ? Path.GetFullPath(given) : null;
            if (path is not null && !File.Exists(path))
            {
                throw new UserException($"There is no file {path}.");
            }

            await using var session = await context.OpenSessionAsync([project], cancellationToken);
            var result = await new MonitorClient(context, session).CompareAsync(new MonitorInput(project, model, path, null, null), Guid.NewGuid().ToString("n"), cancellationToken);
            context.Report.Document(result, terminal => Draw(terminal, result));
            foreach (var untold in failures.Select(failure => failure.Untold(result)).OfType<string>())
            {
                Report.Warn(untold);
            }

            return failures.Any(failure => failure.IsIn(result)) ? ExitCode.GateSaidNo : ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, MonitorResult result)
    {
        terminal.WriteLine(result.Summary);
        if (result.Columns.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("drifted", "size", "importance", "why");
            foreach (var column in result.Columns)
            {
                table.AddRow(Markup.Escape(column.Column), column.Severity, Importance(column), Markup.Escape(column.Reason));
            }

            terminal.Write(table);
        }

        if (result.PredictionDrift.Length > 0)
        {
            terminal.WriteLine($"predictions  {result.PredictionDrift}");
        }

        if (result.Quality.Length > 0)
        {
            terminal.WriteLine($"quality  {(result.Quality == "cannotTell" ? "cannot tell" : result.Quality)}: {result.QualityReason}");
        }

        foreach (var note in result.Notes)
        {
            terminal.WriteLine($"note  {note}");
        }

        terminal.WriteLine($"report  {result.Report}");
        if (result.Quarantine is not null)
        {
            terminal.WriteLine($"not read  {result.Quarantine}");
        }
    }

    private static string Importance(DriftedColumn column) => column is { Importance: { } share, ImportanceRank: { } rank }
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % (no. {rank})")
        : "–";
}
