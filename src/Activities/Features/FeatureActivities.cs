using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Learning.Leaks;
using Mdlc.Workflows.Features;
using Temporalio.Activities;

namespace Mdlc.Activities.Features;

/// <summary>The transform stage: see <see cref="IFeatureActivities"/>.</summary>
public sealed class FeatureActivities(Home home, ArtifactStore artifacts, TimeProvider time) : IFeatureActivities
{
    [Activity]
    public async Task<TransformResult> TransformAsync(TransformInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "splitting";
        await using var beat = Heartbeat.Start(time, () => doing);
        return await Task.Run(
            () => new Transformation(home, artifacts, input).RunAsync(text => doing = text, cancellationToken), cancellationToken);
    }

    private sealed class Transformation(Home home, ArtifactStore artifacts, TransformInput input)
    {
        private const int ShownNotes = 3;

        private readonly ModelSpec _spec = input.Spec;

        public async Task<TransformResult> RunAsync(Action<string> progress, CancellationToken cancellationToken)
        {
            using var session = DuckDbSession.Open(home);
            session.MakeRoomFor(input.Snapshot.Columns.Count);
            var (split, without) = await SplitAsync(session, cancellationToken);
            progress("inferring features");
            using var train = await artifacts.OpenAsync(split.Train, cancellationToken);
            var statistics = FeatureStatisticsReader.Read(
                session,
                train.Path,
                input.Snapshot.Columns.Where(c => c.Name != _spec.Label || _spec.Task == ModelTask.Regression),
                cancellationToken);
            var plan = FeaturePlanner.Plan(
                [.. statistics.Where(c => c.Name != _spec.Label)], _spec, statistics.FirstOrDefault(c => c.Name == _spec.Label));
            plan = plan with { Notes = [.. plan.Notes, .. await RoleNotes.OfAsync(session, train.Path, plan, _spec, cancellationToken)] };
            progress("looking for leaks");
            var warnings = Suspicions(session, train.Path, split, plan, cancellationToken);
            return new TransformResult(split, plan, Summary(split, plan, without) + LeakWords.InALine(warnings)) { WithoutLabel = without, Warnings = warnings };
        }

        private IReadOnlyList<string> Suspicions(DuckDbSession session, string train, DatasetSplit split, FeaturePlan plan, CancellationToken cancellationToken) =>
            _spec.Source.Rules == ReadingRules.First
                ? []
                : LeakCheck.Find(
                    session, train, split.TrainRows, input.Snapshot.Columns.Single(c => c.Name == _spec.Label), plan, _spec, cancellationToken);

        private async Task<(DatasetSplit Split, int Without)> SplitAsync(DuckDbSession session, CancellationToken cancellationToken)
        {
            using var snapshot = await artifacts.OpenAsync(input.Snapshot.File, cancellationToken);
            var splitter = new SnapshotSplitter(session, snapshot.Path, input.Snapshot.Columns);
            var parts = await splitter.AssignAsync(_spec.Split, _spec.Label, _spec.Time, cancellationToken);
            var without = parts.Count(part => part == SnapshotPart.None);
            var trainRows = parts.Count(part => part == SnapshotPart.Train);
            var testRows = parts.Count(part => part == SnapshotPart.Test);
            var train = await WriteAsync(splitter, parts, SnapshotPart.Train, cancellationToken);
            ArtifactRef test;
            if (_spec.Split.By == SplitKind.File)
            {
                (test, testRows, var more) = await TestFileAsync(session, cancellationToken);
                without += more;
            }
            else
            {
                test = await WriteAsync(splitter, parts, SnapshotPart.Test, cancellationToken);
            }

            Check(trainRows, testRows, without);
            return (new DatasetSplit(train, trainRows, test, testRows), without);
        }

        private async Task<(ArtifactRef File, int Rows, int Without)> TestFileAsync(DuckDbSession session, CancellationToken cancellationToken)
        {
            var test = input.TestSnapshot
                ?? throw FaultException.InSpec("Found split.by: file without a test file, expected 'split.file' to name one; set it.");
            var columns = input.Snapshot.Columns.Where(column => test.Columns.Any(c => c.Name == column.Name)).ToList();
            var missing = input.Snapshot.Columns.Select(c => c.Name).Except(columns.Select(c => c.Name)).ToList();
            if (missing.Count > 0)
            {
                throw FaultException.InData(
                    $"Found no column {string.Join(", ", missing)} in the test file, expected every column of the training file; add what is missing.");
            }

            using var file = await artifacts.OpenAsync(test.File, cancellationToken);
            var splitter = new SnapshotSplitter(session, file.Path, columns);
            var parts = await splitter.AssignAsync(_spec.Split, _spec.Label, _spec.Time, cancellationToken);
            var without = parts.Count(part => part == SnapshotPart.None);
            return (await WriteAsync(splitter, parts, SnapshotPart.Train, cancellationToken), parts.Length - without, without);
        }

        private async Task<ArtifactRef> WriteAsync(
            SnapshotSplitter splitter, SnapshotPart[] parts, SnapshotPart part, CancellationToken cancellationToken)
        {
            var file = artifacts.NewScratchFile(".parquet");
            try
            {
                splitter.Write(parts, part, file, cancellationToken);
                return await artifacts.MoveInAsync(file, cancellationToken);
            }
            finally
            {
                File.Delete(file);
            }
        }

        private void Check(int train, int test, int without)
        {
            if (train == 0 || test == 0)
            {
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found {train} training and {test} test rows of {input.Snapshot.Rows} ({without} without a label) after the split, "
                    + $"expected at least 1 of each; give more rows or change split.test ({_spec.Split.Test})."));
            }
        }

        private static string Summary(DatasetSplit split, FeaturePlan plan, int without)
        {
            var used = plan.Columns.Count(column => column.Role != ColumnRole.Drop);
            var summary = string.Create(
                CultureInfo.InvariantCulture, $"{split.TrainRows} training and {split.TestRows} test rows, {used} of {plan.Columns.Count} columns used");
            var labelled = without == 0 ? summary : string.Create(CultureInfo.InvariantCulture, $"{summary}, {without} rows without a label left out");
            return string.Join("; ", [labelled, .. plan.Notes.Take(ShownNotes), .. More(plan.Notes.Count - ShownNotes)]);
        }

        private static string[] More(int notes) =>
            notes <= 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{notes} more columns like these are in the report")];
    }
}
