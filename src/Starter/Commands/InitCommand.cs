using System.CommandLine;
using Mdlc.Activities.Features;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Starter.Spec;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>init FILE --label L</c>: looks at the data once and proposes a spec.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The data: CSV, Parquet or JSON." };
        var label = new Option<string>("--label") { Description = "The column to learn.", Required = true };
        var model = new Option<string?>("--model") { Description = "The model's name; without it, one made of the file's." };
        model.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !SpecReader.IsName(name))
            {
                result.AddError($"Found --model '{name}', expected {SpecReader.NameForm}.");
            }
        });
        var output = new Option<string>("--output", "-o") { Description = "The spec to write.", DefaultValueFactory = _ => "model.yaml" };
        var force = new Option<bool>("--force") { Description = "Overwrite the spec if it is there." };
        var command = new Command("init", "Propose a model.yaml for a data set.") { file, label, model, output, force };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var target = Path.GetFullPath(parse.GetValue(output)!);
            if (File.Exists(target) && !parse.GetValue(force))
            {
                throw new UserException($"{target} is there already. Name another with --output, or overwrite it with --force.");
            }

            var data = Path.GetFullPath(parse.GetValue(file)!);
            var name = parse.GetValue(model) ?? SpecProposal.NameFor(data);
            var proposal = await ProposeAsync(data, name, parse.GetValue(label)!, context.Time, cancellationToken);
            await File.WriteAllTextAsync(target, SpecWriter.Write(proposal, Path.GetDirectoryName(target)!), cancellationToken);
            var spec = SpecLoader.Load(target);
            context.Report.Document(new InitDocument(target, spec, proposal.Plan), terminal =>
            {
                terminal.WriteLine($"{proposal.Rows} rows, {proposal.Columns.Count} columns, task {spec.Task.ToString().ToLowerInvariant()} ({proposal.Inference.Reason})");
                terminal.WriteLine($"wrote {target}. Look through it, then: mdlc run {Path.GetRelativePath(Environment.CurrentDirectory, target)}");
            });
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<SpecProposal> ProposeAsync(string file, string model, string label, TimeProvider time, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchReader(time);
        var source = scratch.Reader.Propose(new SourceSpec { Format = RowSource.FormatOf(file) ?? SourceFormat.Csv, Path = file }, cancellationToken);
        var request = new SourceRequest { Source = source, Label = label, MaxRejectedShare = 1 };
        var reading = await scratch.Reader.ReadAsync(request, _ => { }, cancellationToken);
        var entry = await scratch.Snapshots.FindAsync(reading.Snapshot.DataDigest, cancellationToken);
        var statistics = entry!.Statistics;
        var inference = LabelInference.Of(statistics.Single(c => c.Name == label));
        using var session = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        var features = FeatureStatisticsReader.Read(
            session, snapshot.Path, reading.Snapshot.Columns.Where(c => c.Name != label), cancellationToken);
        var spec = new ModelSpec { Model = model, Task = inference.Task, Label = label, Positive = inference.Positive, Source = reading.Source };
        return new SpecProposal
        {
            Model = model,
            Label = label,
            Inference = inference,
            Source = reading.Source,
            Rows = reading.Snapshot.Rows,
            Columns = statistics,
            Plan = FeaturePlanner.Plan(features, spec),
        };
    }
}
