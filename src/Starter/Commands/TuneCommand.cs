using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Studies;

namespace Mdlc.Starter.Commands;

/// <summary><c>tune SPEC</c>: a run that searches as it is told here, and else as the spec says.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("spec") { Description = "Path of the model's spec, e.g. model.yaml." }.IsPath().CompletesSpecs();
        var budget = Values.Duration("--budget", "How long the search may take, such as 90s, 5m or 1h30m; in place of the spec's budget.");
        var trials = Values.Count("--trials", "How many trials; beside --budget whichever is spent first.", TuneSpec.MostTrials);
        var iterations = Values.Count("--iterations", "Boosting iterations of all trials together, after which no further trial begins.", 1_000_000_000);
        var parallel = Values.Count("--parallel", "Trials at once.", TuneSpec.MostParallel);
        var tuner = Values.Named<TunerKind>("--tuner", "How the next trial is chosen.", "tuner");
        var pruner = Values.Named<PrunerKind>("--pruner", "How trials that promise little are ended.", "pruner");
        var metric = new Option<string?>("--metric") { Description = "What the search goes by.", HelpName = "metric" }.CompletesWords(MetricTable.All.Select(known => known.Name).Distinct());
        var warm = Values.Choice("--warm-start", "Whether the best configurations of the model's earlier searches are tried first.");
        var replace = new Option<bool>("--replace") { Description = "Abort a suspended run of this model first." };
        var again = new Option<bool>("--again") { Description = "Queue a run also where one of this very spec and search has not ended; without it, it is that one." };
        var command = new Command("tune", "Run a model with a search over its options: see also mdlc study.")
        {
            spec, budget, trials, iterations, parallel, tuner, pruner, metric, warm, replace, again,
        };
        command.SetBody(CatalogAccess.ReadWrite, (context, parse, cancellationToken) =>
        {
            var path = parse.GetValue(spec)!;
            var asked = new StudyRequest
            {
                Seconds = parse.GetValue(budget)?.TotalSeconds,
                Trials = parse.GetValue(trials),
                Iterations = parse.GetValue(iterations),
                Parallel = parse.GetValue(parallel),
                Tuner = parse.GetValue(tuner),
                Pruner = parse.GetValue(pruner),
                Metric = parse.GetValue(metric),
                WarmStart = parse.GetValue(warm),
            };
            return RunCommand.StartAsync(
                context, asked.Over(SpecLoader.Load(path)), $"mdlc tune {path}", parse.GetValue(replace), parse.GetValue(again), cancellationToken);
        });
        return command;
    }
}
