using System.Collections;
using System.Globalization;
using Mdlc.Activities.Evaluation;
using Mdlc.Activities.Profiles;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Monitoring;

/// <summary>What the champion says of a window, and how right it is where the window has labels.</summary>
internal sealed class WindowScorer(DuckDbSession session, VerifiedPackage package)
{
    private const int ValuesTold = 3;

    private readonly FeaturePlan _plan = package.ReadPlan();
    private readonly ModelSpec _spec = package.ReadSpec();
    private readonly Lazy<TrainedModel> _model = new(() => Load(package));

    /// <returns>Null where there are no rows.</returns>
    public async Task<ColumnProfile?> ProfileAsync(WindowFile rows, CancellationToken cancellationToken)
    {
        var types = SnapshotSchema.Read(session, rows.Path, cancellationToken).ToDictionary(column => column.Name, column => column.Type);
        if (session.Scalar<long>($"SELECT count(*) FROM {SnapshotWriter.Relation(rows.Path)}", cancellationToken) == 0)
        {
            return null;
        }

        var columns = SnapshotDataViewColumn.InputsOf(_plan).Select(column => column with { Type = types[column.Name] });
        var view = await SnapshotDataView.LoadAsync(session, rows.Path, columns, cancellationToken: cancellationToken);
        return PredictionProfile.Of(_model.Value.Score(view));
    }

    public async Task<WindowQuality> JudgeAsync(MonitoredRows window, EvaluationDocument? training, CancellationToken cancellationToken)
    {
        if (window.Labelled is not { } rows)
        {
            return CannotTell($"no labels: {window.Unlabelled}");
        }

        if (training is null)
        {
            return CannotTell("the package holds no evaluation to compare with");
        }

        var label = SnapshotLabel.Of(_spec.Label, SnapshotSchema.Read(session, rows.Path, cancellationToken), _spec.Task, _spec.Positive);
        var texts = (await SnapshotDataView.LoadAsync(session, rows.Path, [label.Source], cancellationToken: cancellationToken))[label.Name];
        var (keep, unlabelled, unknown) = Sort(texts);
        var judged = keep.Cast<bool>().Count(kept => kept);
        var quality = judged == 0
            ? CannotTell($"none of {keep.Count} rows has a label that training knows")
            : QualityJudge.Judge((await ScoredRows.LoadAsync(session, rows.Path, _spec, _plan, _model.Value, package.Signature.Threshold, keep, cancellationToken)).Predictions, training);
        return quality with
        {
            Unlabelled = unlabelled,
            UnknownLabels = unknown.Values.Sum(),
            UnreadableLabels = window.UnreadableLabels,
            Reason = quality.Reason + Untold(unlabelled, window.UnreadableLabels, unknown),
        };
    }

    /// <summary>Which rows can be judged. Of two classes a third value would count as the negative one, whatever it means.</summary>
    private (BitArray Keep, long Unlabelled, Dictionary<string, long> Unknown) Sort(ColumnarDataViewColumn labels)
    {
        if (labels.Values is double[] numbers)
        {
            var known = new BitArray(Array.ConvertAll(numbers, double.IsFinite));
            return (known, numbers.Count(number => !double.IsFinite(number)), []);
        }

        var classes = package.Signature.Classes;
        var isOpen = _spec.Task == ModelTask.Binary && classes[0] == $"not {classes[1]}";
        var isKnown = labels.Texts!.Select(text => isOpen || classes.Contains(text, StringComparer.Ordinal)).ToArray();
        var codes = (int[])labels.Values;
        var unknown = codes.Where(code => labels.Texts![code].Length > 0 && !isKnown[code])
            .GroupBy(code => labels.Texts![code]).ToDictionary(group => group.Key, group => (long)group.Count());
        var keep = Array.ConvertAll(codes, code => labels.Texts![code].Length > 0 && (isKnown[code] || _spec.Task == ModelTask.Multiclass));
        return (new BitArray(keep), codes.Count(code => labels.Texts![code].Length == 0), unknown);
    }

    private string Untold(long unlabelled, long unreadable, Dictionary<string, long> unknown)
    {
        var told = new List<string>();
        if (unlabelled > 0)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{unlabelled} rows without a label are not judged"));
        }

        if (unreadable > 0)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{unreadable} rows whose label cannot be read are not judged"));
        }

        if (unknown.Count > 0)
        {
            var values = string.Join(", ", unknown.OrderByDescending(value => value.Value).Take(ValuesTold).Select(value => $"'{value.Key}'"));
            told.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{unknown.Values.Sum()} rows have a label that training did not have ({values}{(unknown.Count > ValuesTold ? ", …" : "")}) and {(_spec.Task == ModelTask.Multiclass ? "count as wrong" : "are not judged")}"));
        }

        return string.Concat(told.Select(text => $"; {text}"));
    }

    private static WindowQuality CannotTell(string reason) => new() { Status = QualityStatus.CannotTell, Reason = reason };

    private static TrainedModel Load(VerifiedPackage package)
    {
        using var file = package.OpenModel();
        return TrainedModel.Load(file, package.Signature.Task, package.ReadPlan().Label);
    }
}
