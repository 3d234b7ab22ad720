using System.Globalization;
using Mdlc.Activities.Features;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Learning.Leaks;
using Mdlc.Spec;

namespace Mdlc.Starter.Proposals;

/// <summary>Reads a data set once and proposes what its spec should say, with everything a person should know before learning from it.</summary>
internal static class DataProposal
{
    /// <param name="source">What is known of the source; the rest is proposed.</param>
    /// <exception cref="Contracts.Faults.FaultException">The data cannot be read, or the label teaches nothing.</exception>
    public static async Task<SpecProposal> ReadAsync(
        SourceSpec source, string model, string label, TimeProvider time, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchReader(time);
        var request = new SourceRequest { Source = scratch.Reader.Propose(source, label, cancellationToken), Label = label, MaxRejectedShare = 1 };
        var reading = await scratch.Reader.ReadAsync(request, _ => { }, cancellationToken);
        var entry = await scratch.Snapshots.FindAsync(reading.Snapshot.DataDigest, cancellationToken);
        var statistics = entry!.Statistics;
        var inference = LabelInference.Of(statistics.Single(c => c.Name == label));
        var spec = new ModelSpec
        {
            Model = model,
            Task = inference.Task,
            Label = label,
            Positive = inference.Positive,
            Source = reading.Source,
            Transform = new TransformSpec { Rules = PlanRules.Current },
        };
        using var session = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        return Propose(new Data(session, snapshot.Path, reading, statistics), spec, inference, cancellationToken);
    }

    private static SpecProposal Propose(Data data, ModelSpec spec, LabelInference inference, CancellationToken cancellationToken)
    {
        var columns = data.Reading.Snapshot.Columns.Where(c => c.Name != spec.Label).ToList();
        var all = FeatureStatisticsReader.Read(data.Session, data.File, data.Reading.Snapshot.Columns, cancellationToken);
        var features = all.Where(c => c.Name != spec.Label).ToList();
        var plan = FeaturePlanner.Plan(features, spec, inference.Task == ModelTask.Regression ? all.Single(c => c.Name == spec.Label) : null);
        var time = EventTime.Of(TimeStatisticsReader.Read(data.Session, data.File, columns.Where(c => c.Type == ColumnType.Timestamp), cancellationToken));
        var numbers = columns.Where(c => c.Type is ColumnType.Integer or ColumnType.Number && EventTime.IsNamedAsTime(c.Name) && plan.Columns.Any(p => p.Name == c.Name && p.Role != ColumnRole.Drop));
        return new SpecProposal
        {
            Model = spec.Model,
            Label = spec.Label,
            Inference = inference,
            Source = spec.Source,
            Rows = data.Reading.Snapshot.Rows,
            Columns = data.Statistics,
            Plan = plan,
            Bounds = BoundsReader.Read(data.Session, data.File, data.Reading.Snapshot.Rows, all, plan, spec.Label, cancellationToken),
            Dropped = [.. FeaturePlanner.RowNumbersOf(features, spec).Keys],
            Time = time.Column is { } column ? new TimeProposal(column, time.Reason, time.SplitReason) : null,
            Notes =
            [
                .. data.Reading.Notes,
                .. Unlabeled(data, spec.Label),
                .. SentinelReader.Find(data.Session, data.File, data.Statistics, cancellationToken).Select(sentinel => sentinel.Note()),
                .. FeatureNotes.Of(features, plan),
                .. plan.Notes,
                .. time.Notes,
                .. time.Column is null ? EventTime.NotesOfNumbers(TimeStatisticsReader.Read(data.Session, data.File, numbers, cancellationToken)) : [],
                .. Leaks(data, spec, plan, cancellationToken),
            ],
        };
    }

    private static IEnumerable<string> Unlabeled(Data data, string label)
    {
        var missing = data.Statistics.Single(c => c.Name == label).Nulls;
        return missing == 0
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"{missing} of {data.Reading.Snapshot.Rows} rows have no label: they neither train nor judge")];
    }

    private static IEnumerable<string> Leaks(Data data, ModelSpec spec, FeaturePlan plan, CancellationToken cancellationToken)
    {
        var snapshot = data.Reading.Snapshot;
        var label = snapshot.Columns.Single(c => c.Name == spec.Label);
        return LeakCheck.Find(data.Session, data.File, snapshot.Rows, label, plan, spec, cancellationToken)
            .Select(suspicion => $"suspected leak: {suspicion}. {LeakWords.Advice}.");
    }

    private sealed record Data(DuckDbSession Session, string File, SourceReading Reading, IReadOnlyList<ColumnStatistics> Statistics);
}
