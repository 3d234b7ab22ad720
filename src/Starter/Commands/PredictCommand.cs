using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Models;
using Mdlc.Serving.Explanations;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>predict NAME --file rows.csv</c>: predictions for a file's rows, without a server.</summary>
internal static class PredictCommand
{
    private const int ShownRows = 50;

    public static Command Create()
    {
        var name = ModelName.Argument();
        var file = new Option<string>("--file") { Description = "The rows, written like the file the model was trained on; the label may be missing.", Required = true }.IsPath();
        var version = Values.Version("--version", "The version to ask; the champion when it is left out.");
        var output = new Option<string?>("--output") { Description = "Write the predictions there, for files of any size: .parquet, .csv or .jsonl." }.IsPath();
        var keep = new Option<string[]>("--keep") { Description = "Columns of the rows' file that are written before the predictions, such as id,name. With --output.", HelpName = "columns" };
        var explain = new Option<bool>("--explain") { Description = "Beside each prediction what each column adds to it. Of lightgbm and fasttree." };
        var command = new Command("predict", "Predict for the rows of a file.") { name, file, version, output, keep, explain };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var path = Path.GetFullPath(parse.GetValue(file)!);
            if (!File.Exists(path))
            {
                throw new UserException($"There is no file {path}.");
            }

            var package = await FindAsync(context, project, model, parse.GetValue(version), cancellationToken);
            var opened = new PackageStore(context.Home, context.Catalog).Open(package);
            var more = parse.GetValue(explain) ? PackageExplainer.Open(opened).Explain : (Func<ColumnarDataView, IReadOnlyList<ScoreColumn>>?)null;
            string[] kept = [.. (parse.GetValue(keep) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            if (parse.GetValue(output) is { } target)
            {
                var written = await WriteAsync(context, opened, path, new ScoreFile(Path.GetFullPath(target), kept), more, cancellationToken);
                context.Report.Document(written, terminal => terminal.WriteLine(Words(written)));
                return ExitCode.Ok;
            }

            if (kept.Length > 0)
            {
                throw new UserException("Found --keep without --output, expected the file that the kept columns go to: --output scores.parquet", ExitCode.Usage);
            }

            var scores = await FileScorer.ScoreAsync(opened, path, context.Time, more, cancellationToken);
            context.Report.Document(ToJson(scores), terminal => Draw(terminal, package, scores));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<WrittenScores> WriteAsync(
        CommandContext context, VerifiedPackage package, string rows, ScoreFile target, Func<ColumnarDataView, IReadOnlyList<ScoreColumn>>? more, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(target.Path) is { } folder && !Directory.Exists(folder))
        {
            throw new UserException($"There is no folder {folder} to write {Path.GetFileName(target.Path)} into. Make it, or name another --output.");
        }

        if (target.Path == rows || Directory.Exists(target.Path))
        {
            throw new UserException($"Found --output {target.Path}, which is {(target.Path == rows ? "the file that is read" : "a folder")}; expected another file.");
        }

        try
        {
            return await FileScorer.WriteAsync(package, rows, target, context.Time, more, cancellationToken);
        }
        catch (DuckDBException failed)
        {
            throw new UserException($"{target.Path} cannot be written: {failed.Message.ReplaceLineEndings(" ")}", inner: failed);
        }
    }

    private static string Words(WrittenScores written) => string.Create(
        CultureInfo.InvariantCulture,
        $"{written.Rows} rows predicted by {written.Project}/{written.Model}, version {written.Version}{(written.Threshold is { } threshold ? $", positive from probability {threshold:0.####} on" : "")}: {written.Output}");

    private static async Task<ModelPackage> FindAsync(
        CommandContext context, string project, string model, int? version, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            var aliases = await context.Catalog.Models.AliasesAsync(project, model, cancellationToken);
            version = aliases.Find(AliasName.Champion)
                ?? throw new UserException($"{project}/{model} has no champion yet. Name a version: --version 1. The versions: mdlc model show {project}/{model}");
        }

        return await context.Catalog.Models.GetAsync(project, model, version.Value, cancellationToken)
            ?? throw new UserException($"{project}/{model} has no version {version}. The versions: mdlc model show {project}/{model}");
    }

    /// <summary>An object per row, named as the server's outputs are.</summary>
    private static JsonArray ToJson(FileScores scores)
    {
        var rows = new JsonArray();
        for (var i = 0; i < scores.Rows; i++)
        {
            rows.Add(new JsonObject(scores.Columns.Select(column => KeyValuePair.Create(column.Name, ToJson(column.Values, i)))));
        }

        return rows;
    }

    private static JsonNode? ToJson(Array values, int row) => values switch
    {
        float[] numbers => float.IsFinite(numbers[row]) ? JsonValue.Create(numbers[row]) : null,
        double[] numbers => double.IsFinite(numbers[row]) ? JsonValue.Create(numbers[row]) : null,
        long[] numbers => JsonValue.Create(numbers[row]),
        bool[] flags => JsonValue.Create(flags[row]),
        _ => JsonValue.Create(((string[])values)[row]),
    };

    private static void Draw(IAnsiConsole terminal, ModelPackage package, FileScores scores)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{package.Project}/{package.Model}, version {package.Version}"));
        table.AddColumn("row");
        foreach (var column in scores.Columns)
        {
            table.AddColumn(Markup.Escape(column.Name));
        }

        for (var i = 0; i < Math.Min(scores.Rows, ShownRows); i++)
        {
            var cells = scores.Columns.Select(column => new Text(ToJson(column.Values, i)?.ToString() ?? ""));
            table.AddRow([new Text((i + 1).ToString(CultureInfo.InvariantCulture)), .. cells]);
        }

        terminal.Write(table);
        if (scores.Rows > ShownRows)
        {
            terminal.WriteLine($"{scores.Rows - ShownRows} more rows; --json gives them all.");
        }
    }
}
