using System.Globalization;
using System.Text.Json.Nodes;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Evaluation;

/// <summary>Two registered versions side by side, by what the gate compares with: the same rows, the same difference, the same interval.</summary>
public sealed class VersionComparison(Home home, ICatalog catalog, TimeProvider time)
{
    private readonly ArtifactStore _artifacts = new(home);
    private readonly PackageStore _packages = new(home, catalog);

    /// <summary>How much better one version is than another, on those of its test rows that the other was not trained on either.</summary>
    /// <returns>The rule "better, by however little" with every number; without numbers where they cannot be compared, and the reason why.</returns>
    public async Task<GateRuleResult> CompareAsync(ModelPackage candidate, ModelPackage other, CancellationToken cancellationToken)
    {
        var verified = _packages.Open(candidate);
        var document = verified.Read<EvaluationDocument>(PackageFile.Metrics);
        var name = NameOf(other);
        try
        {
            return await CompareAsync(verified, document, name, other, cancellationToken);
        }
        catch (FaultException fault)
        {
            return new GateRuleResult
            {
                Rule = GateRule.Champion, Metric = document.Metric, Form = GateForm.Superior, Opponent = name, Rows = 0, Result = Verdict.Inconclusive,
                Reason = $"no comparison with {name}: {fault.Message}",
            };
        }
    }

    public static string NameOf(ModelPackage package) => string.Create(CultureInfo.InvariantCulture, $"{package.Model}@{package.Version}");

    private async Task<GateRuleResult> CompareAsync(
        VerifiedPackage verified, EvaluationDocument document, string name, ModelPackage other, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var test = await _artifacts.OpenAsync(RowsOf(verified), cancellationToken);
        var input = await InputAsync(verified, test.Artifact, cancellationToken);
        await using var stream = verified.OpenModel();
        var model = TrainedModel.Load(stream, input.Spec.Task, input.Plan.Label);
        var rows = await ScoredRows.LoadAsync(session, test.Path, input.Spec, input.Plan, model, input.Threshold, keep: null, cancellationToken);
        var opponents = new Opponents(input, home, catalog, _packages, session, test.Path, rows.Predictions, time);
        var evidence = new GateEvidence
        {
            Candidate = rows.Predictions,
            Metric = document.Metric,
            Seed = SeededRandom.Derive(input.Spec.Train.Seed, "gate"),
            Champion = await opponents.CompareAsync(name, other, cancellationToken),
        };
        return GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule { Kind = ChampionRuleKind.Superior } }, evidence).Rules[0];
    }

    /// <summary>The candidate's test rows, as its lineage names them.</summary>
    private static ArtifactRef RowsOf(VerifiedPackage verified)
    {
        var sha256 = (string)JsonNode.Parse(verified.ReadText(PackageFile.Lineage))!["testRowsSha256"]!;
        return new ArtifactRef(ArtifactStore.UriOf(sha256, ".parquet"), sha256, 0);
    }

    private async Task<GateInput> InputAsync(VerifiedPackage verified, ArtifactRef test, CancellationToken cancellationToken)
    {
        var package = verified.Package;
        _ = RunKey.TryParse(package.Run, out var run);
        var snapshot = (await catalog.Snapshots.FindAsync(package.Snapshot, cancellationToken))?.Snapshot ?? new SnapshotRef(package.Snapshot, test, 0, []);

        // What the gate knows of the candidate's own evaluation and training rows plays no part in comparing it with one version.
        return new GateInput(run!, verified.ReadSpec(), snapshot, new DatasetSplit(test, 0, test, 0), verified.ReadPlan(), test, Evaluation: null!)
        {
            ModelDigest = package.ModelDigest,
            Threshold = verified.Signature.Threshold,
        };
    }
}
