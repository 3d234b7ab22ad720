using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Sources;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Proposals;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>init FILE --label L</c>: looks at the data once and proposes a spec.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The data: CSV, Parquet or JSON." }.IsPath();
        var label = new Option<string>("--label") { HelpName = "column", Description = "The column to learn.", Required = true };
        var model = new Option<string?>("--model") { Description = "The model's name; without it, one made of the file's." }.IsName();
        var header = Values.Choice("--header", "CSV: whether the first record names the columns (true or false); without it, as it looks.");
        var delimiter = new Option<string?>("--delimiter") { HelpName = "character", Description = "CSV: the character between cells, or \\t; without it, as it looks." };
        var types = new Option<string[]>("--types") { HelpName = "column=type", Description = "Types of columns, such as zip=text,day=timestamp; may be repeated." };
        var output = new Option<string>("--output", "-o") { Description = "The spec to write.", DefaultValueFactory = _ => "model.yaml" }.IsPath();
        var force = new Option<bool>("--force") { Description = "Overwrite the spec if it is there." };
        var command = new Command("init", "Propose a model.yaml for a data set.") { file, label, model, header, delimiter, types, output, force };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var target = Path.GetFullPath(parse.GetValue(output)!);
            if (File.Exists(target) && !parse.GetValue(force))
            {
                throw new UserException($"{target} is there already. Name another with --output, or overwrite it with --force.");
            }

            var data = Path.GetFullPath(parse.GetValue(file)!);
            var source = new SourceSpec { Format = RowSource.FormatOf(data) ?? SourceFormat.Csv, Path = data, Rules = ReadingRules.Current };
            source = SourceOptions.Apply(source, parse.GetValue(header), parse.GetValue(delimiter), parse.GetValue(types) ?? []);
            var name = parse.GetValue(model) ?? SpecProposal.NameFor(data);
            var proposal = await DataProposal.ReadAsync(source, name, parse.GetValue(label)!, context.Time, cancellationToken);
            var folder = Path.GetDirectoryName(target)!;
            var schema = Path.Combine(folder, PublishedSchema.FileName);
            if (!PublishedSchema.MayStandAt(schema))
            {
                proposal = proposal with { Notes = [.. proposal.Notes, $"{schema} is there already, and is no schema of mdlc: the spec names none (mdlc schema --output FILE writes it elsewhere)"] };
                schema = null;
            }

            await File.WriteAllTextAsync(target, SpecWriter.Write(proposal, folder, schema is null ? null : PublishedSchema.FileName), cancellationToken);
            if (schema is not null)
            {
                PublishedSchema.Write(schema);
            }

            var spec = SpecLoader.Load(target);
            context.Report.Document(
                new InitDocument(target, spec, proposal.Plan) { Rows = proposal.Rows, Notes = proposal.Notes, Schema = schema },
                terminal => Tell(terminal, proposal, target, schema));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Tell(IAnsiConsole terminal, SpecProposal proposal, string target, string? schema)
    {
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{proposal.Rows} rows, {proposal.Columns.Count} columns, task {proposal.Inference.Task.ToString().ToLowerInvariant()} ({proposal.Inference.Reason})"));
        foreach (var line in SourceWords.Of(proposal.Source).Concat(TimeWords(proposal)))
        {
            terminal.WriteLine($"  {line}");
        }

        foreach (var note in proposal.Notes)
        {
            terminal.WriteLine($"note: {note}");
        }

        if (schema is not null)
        {
            terminal.WriteLine($"wrote {schema}, by which an editor with a YAML language server completes and checks the spec");
        }

        terminal.WriteLine($"wrote {target}. Look through it, then: mdlc run {Path.GetRelativePath(Environment.CurrentDirectory, target)}");
    }

    private static IEnumerable<string> TimeWords(SpecProposal proposal)
    {
        if (proposal.Time is { } time)
        {
            yield return $"time: {time.Column} ({time.Reason})";
            if (time.SplitReason is { } reason)
            {
                yield return $"split: by time. {reason}";
            }
        }
    }
}
