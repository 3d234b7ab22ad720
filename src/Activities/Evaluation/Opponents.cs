using System.Collections;
using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Evaluation;

/// <summary>The champion and those before it, scored on the candidate's rows that they never saw.</summary>
internal sealed class Opponents(GateInput input, ICatalog catalog, PackageStore packages, DuckDbSession session, string test, Predictions candidate)
{
    /// <summary>Non-inferior steps could add up: so the best of this many champions is held against too.</summary>
    private const int MostRecent = 10;

    private readonly (string Project, string Model) _name = (input.Run.Project, input.Run.Model);

    /// <summary>The version of the champion; null when there is none.</summary>
    public async Task<int?> ChampionAsync(CancellationToken cancellationToken)
    {
        var aliases = await catalog.Models.AliasesAsync(_name.Project, _name.Model, cancellationToken);
        return aliases.Find(AliasName.Champion);
    }

    /// <summary>The versions that were champion last, latest first.</summary>
    public async Task<IReadOnlyList<int>> RecentAsync(CancellationToken cancellationToken)
    {
        var history = await catalog.Models.HistoryAsync(_name.Project, _name.Model, cancellationToken);
        return [.. history.Where(change => change is { Alias: AliasName.Champion, To: not null }).Select(change => change.To!.Value).Reverse().Distinct().Take(MostRecent)];
    }

    public async Task<PairedComparison> CompareAsync(int version, CancellationToken cancellationToken)
    {
        var opponent = string.Create(CultureInfo.InvariantCulture, $"{_name.Model}@{version}");
        var package = await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken);
        if (package is null)
        {
            return PairedComparison.Impossible(opponent, "the catalog does not have it");
        }

        var verified = packages.Open(package);
        var spec = verified.ReadSpec();
        var plan = verified.ReadPlan();
        var columns = SnapshotSchema.Read(session, test, cancellationToken);
        if (Differs(spec) is { } difference)
        {
            return PairedComparison.Impossible(opponent, difference);
        }

        var lacking = plan.Columns.Where(c => c.Role != ColumnRole.Drop).Select(c => c.Name).Except(columns.Select(c => c.Name)).ToList();
        if (lacking.Count > 0)
        {
            return PairedComparison.Impossible(opponent, $"it needs the columns {string.Join(", ", lacking)}, which are not there any more");
        }

        var document = verified.Read<EvaluationDocument>(PackageFile.Metrics);
        var unseen = await UnseenRows.FindAsync(session, test, columns, input.Spec.Split, spec, document, cancellationToken);
        return unseen.Keep is { } keep
            ? await CompareAsync(opponent, verified, plan, keep, cancellationToken)
            : PairedComparison.Impossible(opponent, unseen.Obstacle!);
    }

    private async Task<PairedComparison> CompareAsync(
        string opponent, VerifiedPackage verified, FeaturePlan plan, BitArray keep, CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, keep.Count).Where(row => keep[row]).ToList();
        if (rows.Count == 0)
        {
            return PairedComparison.Impossible(opponent, "no test row of the candidate is one that it was not trained on");
        }

        await using var file = verified.OpenModel();
        var model = TrainedModel.Load(file, input.Spec.Task, plan.Label);
        var theirs = await ScoredRows.LoadAsync(session, test, input.Spec, plan, model, keep, cancellationToken);
        var ours = candidate.Select(rows);
        return ours.HasSameLabels(theirs.Predictions)
            ? PairedComparison.Of(opponent, ours, theirs.Predictions)
            : PairedComparison.Impossible(opponent, "the two do not know the same classes");
    }

    private string? Differs(ModelSpec earlier)
    {
        var now = input.Spec;
        return earlier.Task != now.Task ? $"it is a {earlier.Task.ToString().ToLowerInvariant()} model"
            : earlier.Label != now.Label ? $"its label is '{earlier.Label}'"
            : earlier.Positive != now.Positive ? $"its positive value is '{earlier.Positive}'"
            : earlier.Source.Rules != now.Source.Rules
                ? string.Create(CultureInfo.InvariantCulture, $"it was trained on rows read by rules {earlier.Source.Rules}, these were read by rules {now.Source.Rules}: the same record is another row")
            : null;
    }
}
