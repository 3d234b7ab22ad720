using System.Globalization;
using Mdlc.Activities.Reports;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Explanations;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Registry;
using Temporalio.Activities;

namespace Mdlc.Activities.Registry;

/// <summary>The register stage: see <see cref="IRegistryActivities"/>.</summary>
public sealed class RegistryActivities(Home home, ICatalog catalog, ArtifactStore artifacts, TimeProvider time) : IRegistryActivities
{
    private readonly PackageStore _packages = new(home, catalog);

    [Activity]
    public async Task<RegisterResult> RegisterAsync(RegisterInput input)
    {
        await using var beat = Heartbeat.Start(time, () => "building the package");
        return await RegisterAsync(input, ActivityExecutionContext.Current.CancellationToken);
    }

    /// <summary>The work itself, apart from Temporal.</summary>
    public async Task<RegisterResult> RegisterAsync(RegisterInput input, CancellationToken cancellationToken)
    {
        var run = input.Run.ToString();
        var package = await FindAsync(run, cancellationToken) ?? await PublishAsync(input, cancellationToken);
        var alias = input.Gate.SameAs is null || input.Gate.Renews ? AliasFor(input.Gate.Verdict) : null;
        if (alias is not null)
        {
            var reason = $"gate: {input.Gate.Summary}";
            await catalog.Models.MoveAliasAsync(
                new AliasMove(package.Project, package.Model, alias, package.Version, run, reason, run, time.GetUtcNow()), cancellationToken);
        }

        var page = await new RunPages(home, artifacts, catalog).FinishAsync(
            input.Run, input.Spec, input.Data.Snapshot.DataDigest, input.Evaluation.Document, input.Evaluation.Profile, input.Gate.Document, package.Version, cancellationToken);
        return new RegisterResult(package.Version, alias, Summarize(package, alias, input.Gate.SameAs)) { Page = page };
    }

    private static string? AliasFor(Verdict verdict) => verdict == Verdict.Fail ? null : AliasName.Challenger;

    private static string Summarize(ModelPackage package, string? alias, int? same)
    {
        var standing = alias ?? (same is null ? "no alias: the gate said fail" : $"no alias: the same model as version {same}");
        return string.Create(CultureInfo.InvariantCulture, $"version {package.Version}, {package.Files.Count} files, {standing}");
    }

    /// <summary>What an earlier attempt has published; its files are looked at again before anything is said of them.</summary>
    private async Task<ModelPackage?> FindAsync(string run, CancellationToken cancellationToken) =>
        await catalog.Models.FindByRunAsync(run, cancellationToken) is { } published ? _packages.Open(published).Package : null;

    private async Task<ModelPackage> PublishAsync(RegisterInput input, CancellationToken cancellationToken)
    {
        var (project, model, _) = input.Run;
        var version = await catalog.Models.ReserveAsync(project, model, input.Run.ToString(), cancellationToken);
        using var trained = await artifacts.OpenAsync(input.Training.Model, cancellationToken);
        using var rows = await artifacts.OpenAsync(input.Split.Train, cancellationToken);
        var signature = await SignatureBuilder.BuildAsync(
            input.Spec,
            input.Data.Snapshot.Columns,
            input.Plan,
            OperatingPoint.ThresholdOf(input.Training.OperatingPoint),
            home,
            rows.Path,
            trained.Content,
            cancellationToken);
        var evaluation = await artifacts.ReadTextAsync(input.Evaluation.Document, cancellationToken);
        var texts = new Dictionary<string, string>
        {
            [PackageFile.Signature] = MdlcJson.SerializePretty(signature),
            [PackageFile.Metrics] = evaluation,
            [PackageFile.Gate] = await artifacts.ReadTextAsync(input.Gate.Document, cancellationToken),
            [PackageFile.Profile] = await artifacts.ReadTextAsync(input.Evaluation.Profile, cancellationToken),
            [PackageFile.Spec] = MdlcJson.SerializePretty(input.Spec),
            [PackageFile.Plan] = MdlcJson.SerializePretty(input.Plan),
            [PackageFile.Lineage] = MdlcJson.SerializePretty(Lineage.Of(input)),
            [PackageFile.Card] = ModelCard.Write(input, version, signature, evaluation),
        };
        if (await CountLeavesAsync(input, trained, rows, cancellationToken) is { } leaves)
        {
            texts[PackageFile.Leaves] = MdlcJson.Serialize(leaves);
        }

        var draft = new PackageDraft(
            project, model, version, input.Run.ToString(), input.Training.ModelDigest, input.Data.Snapshot.DataDigest, trained.Path, texts,
            time.GetUtcNow());
        return await _packages.PublishAsync(draft, cancellationToken);
    }

    /// <summary>How many training rows end where in the model's trees; null: it has none.</summary>
    private async Task<LeafCounts?> CountLeavesAsync(RegisterInput input, VerifiedArtifact trained, VerifiedArtifact rows, CancellationToken cancellationToken)
    {
        if (LeafCounter.Of(TrainedModel.Load(trained.Content, input.Spec.Task, input.Plan.Label)) is not { } counter)
        {
            return null;
        }

        if (counter.IsComplete)
        {
            return counter.Counts;
        }

        using var session = DuckDbSession.Open(home);
        await Task.Run(
            () => SnapshotBatches.ForEachAsync(
                session,
                rows.Path,
                [.. SnapshotDataViewColumn.InputsOf(input.Plan)],
                [],
                (part, _) => counter.Add(part, cancellationToken),
                cancellationToken),
            cancellationToken);
        return counter.Counts;
    }
}
