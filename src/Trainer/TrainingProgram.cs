using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>Does one job and tells how it went on its output, a line of JSON at a time.</summary>
internal static class TrainingProgram
{
    public static async Task<int> RunAsync(string jobFile, TextWriter output, TimeProvider time, Func<bool> isToldToStop)
    {
        var reporter = new Reporter(output, time);
        try
        {
            CellText.Require();
            var job = MdlcJson.Deserialize<TrainingJob>(await File.ReadAllTextAsync(jobFile));
            if (job.Train.MemoryLimitMb is { } limit)
            {
                MemoryLimit.Apply(limit);
            }

            reporter.Done(await (job is { Folds: { } folds, Holdout: { } holdout }
                ? RunOnFoldsAsync(job, folds, holdout, reporter, isToldToStop)
                : RunAsync(job, reporter, isToldToStop)));
            return 0;
        }
        catch (Exception exception)
        {
            reporter.Failed(exception);
            return 1;
        }
    }

    private static async Task<TrainingOutcome> RunAsync(TrainingJob job, Reporter reporter, Func<bool> isToldToStop)
    {
        reporter.Enter(TrainingPhase.Loading);
        var boosting = new JobBoosting(job, reporter, isToldToStop);
        if (job is { Shared: { } place, Holdout: { } rule, Output: null, Train.BoostsInSegments: true })
        {
            return await RunOnSharedRowsAsync(job, place, rule, reporter, boosting);
        }

        var found = await boosting.FindIterationsAsync();
        if (found is not null)
        {
            reporter.Enter(TrainingPhase.Loading);
        }

        var rows = await TrainingRows.LoadAsync(job);
        reporter.Enter(TrainingPhase.Training);
        var (model, summary) = new ModelTrainer(job.Task, job.Train, job.Plan, reporter.Say).Fit(rows.Train, job.Label, boosting.ControlOf(rows, found));
        (double? Score, OperatingPoint? Point) held = (null, null);
        if (job.Holdout is { } holdout)
        {
            reporter.Enter(TrainingPhase.Scoring);
            held = rows.Score(model, holdout.Metric);
        }

        string? digest = null;
        if (job.Output is { } file)
        {
            reporter.Enter(TrainingPhase.Saving);
            digest = model.Save(file);
        }

        return new TrainingOutcome(digest, held.Score, rows.Train.Rows, PeakMemory.Mb())
        {
            OperatingPoint = held.Point,
            Boosting = Told(summary, found),
            Interim = boosting.Interim,
            PrunedAt = boosting.PrunedAt,
            WasStopped = boosting.WasStopped,
        };
    }

    /// <summary>A job for each part. Parts that were not come to count with their whole repeat: means of different parts cannot be compared.</summary>
    private static async Task<TrainingOutcome> RunOnFoldsAsync(TrainingJob job, TrainingFolds folds, TrainingHoldout holdout, Reporter reporter, Func<bool> isToldToStop)
    {
        var parts = new List<TrainingOutcome>();
        var isStopped = false;
        for (var repeat = 0; repeat < folds.Repeats && !isStopped; repeat++)
        {
            foreach (var part in TrainingFolds.Of(repeat, holdout))
            {
                if (isStopped = isToldToStop())
                {
                    break;
                }

                var outcome = await RunAsync(job with { Folds = null, Holdout = part, Checkpoints = null, Pruning = null }, reporter, isToldToStop);
                if (isStopped = outcome.WasStopped)
                {
                    break;
                }

                parts.Add(outcome);
            }
        }

        return FoldOutcome.Of(parts, isStopped, PeakMemory.Mb());
    }

    /// <summary>As the other way, to the digit, without making features that another trial has made.</summary>
    private static async Task<TrainingOutcome> RunOnSharedRowsAsync(TrainingJob job, SharedRows place, TrainingHoldout rule, Reporter reporter, JobBoosting boosting)
    {
        var (key, files) = (JobRows.KeyOf(job), new FeaturisedFiles(place.Folder, place.MostBytes));
        var rows = files.Read(key);
        if (rows is null)
        {
            rows = (await TrainingRows.LoadAsync(job)).Featurise();
            files.Write(key, rows);
        }

        if (files.Note is { } note)
        {
            reporter.Say(note);
        }

        reporter.Enter(TrainingPhase.Training);
        var (output, truth, summary) = rows.FitAndScore(
            job.Task, job.Train, boosting.ControlOf(rows.HeldOutRows, found: null), boosting.IsMeasured(rows.HeldOutRows), job.Plan.Label);
        reporter.Enter(TrainingPhase.Scoring);
        var (score, point) = TrainingRows.Score(output, truth, rule.Metric, job.Threshold);
        return new TrainingOutcome(null, score, rows.Rows, PeakMemory.Mb())
        {
            OperatingPoint = point,
            Boosting = summary,
            Interim = boosting.Interim,
            PrunedAt = boosting.PrunedAt,
            WasStopped = boosting.WasStopped,
        };
    }

    /// <summary>What was found on held-out rows says more of the model than its own training.</summary>
    private static BoostingSummary? Told(BoostingSummary? model, BoostingSummary? found) => (model, found) switch
    {
        (null, _) or (_, null) => model,
        (_, { Note: { } note }) => model with { Note = note },
        _ => found with { Iterations = model.Iterations, Resumed = found.Resumed + model.Resumed, CheckpointNote = model.CheckpointNote ?? found.CheckpointNote },
    };
}
