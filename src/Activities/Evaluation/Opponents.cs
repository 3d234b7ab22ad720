using System.Collections;
using System.Globalization;
using System.Text.Json;
using Mdlc.Activities.Registry;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Evaluation;

/// <summary>The champion and those before it, scored on the candidate's rows that they never saw.</summary>
internal sealed class Opponents(
    GateInput input, Home home, ICatalog catalog, PackageStore packages, DuckDbSession session, string test, Predictions candidate, TimeProvider time)
{
    private readonly (string Project, string Model) _name = (input.Run.Project, input.Run.Model);

    /// <summary>The version of the champion; null when there is none.</summary>
    public async Task<int?> ChampionAsync(CancellationToken cancellationToken)
    {
        var aliases = await catalog.Models.AliasesAsync(_name.Project, _name.Model, cancellationToken);
        return aliases.Find(AliasName.Champion);
    }

    public string NameOf(int version) => string.Create(CultureInfo.InvariantCulture, $"{_name.Model}@{version}");

    /// <summary>
    /// Whether the candidate is this version, bit for bit, and takes and gives the same: the same file behind another reading of the same
    /// words would answer otherwise.
    /// </summary>
    public async Task<bool> IsSameAsync(int version, ArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var package = await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken);
        if (package is null || package.ModelDigest != input.ModelDigest)
        {
            return false;
        }

        using var model = await artifacts.OpenAsync(input.Model, cancellationToken);
        using var rows = await artifacts.OpenAsync(input.Split.Train, cancellationToken);
        var signature = await SignatureBuilder.BuildAsync(
            input.Spec, input.Snapshot.Columns, input.Plan, input.Threshold, home, rows.Path, model.Content, cancellationToken);
        return MdlcJson.Serialize(signature) == MdlcJson.Serialize(packages.Open(package).Signature);
    }

    /// <summary>Whether the spec says something else about its model than this version's did.</summary>
    public async Task<bool> DeclaresOtherwiseAsync(int version, CancellationToken cancellationToken)
    {
        var package = (await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken))!;
        return MdlcJson.Serialize(packages.Open(package).ReadSpec().About) != MdlcJson.Serialize(input.Spec.About);
    }

    /// <summary>The evidence with the champion and those before it.</summary>
    public async Task<GateEvidence> ComparedAsync(GateEvidence evidence, int champion, CancellationToken cancellationToken)
    {
        var history = await catalog.Models.HistoryAsync(_name.Project, _name.Model, cancellationToken);
        var versions = history.Where(change => change is { Alias: AliasName.Champion, To: not null }).Select(change => change.To!.Value).ToList();
        var recent = new List<PairedComparison>();
        foreach (var version in EarlierChampions.Choose(versions, champion, await BestBeforeAsync(champion, cancellationToken)))
        {
            recent.Add(await CompareAsync(version, cancellationToken));
        }

        return evidence with { Champion = await CompareAsync(champion, cancellationToken), Recent = recent };
    }

    /// <summary>What a version's own evaluation says; null where it cannot be read: that is told by whatever needs more of it.</summary>
    public async Task<EvaluationDocument?> EvaluationOfAsync(int version, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken) is { } package ? packages.Open(package).Read<EvaluationDocument>(PackageFile.Metrics) : null;
        }
        catch (Exception unreadable) when (unreadable is FaultException or KeyNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The best champion before a version, as its own gate found it; null where that did not say.</summary>
    private async Task<int?> BestBeforeAsync(int version, CancellationToken cancellationToken) =>
        await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken) is { } package
        && package.Files.ContainsKey(PackageFile.Gate)
        && packages.Open(package).Read<GateVerdict>(PackageFile.Gate).BestChampion is { } best
        && int.TryParse(best.AsSpan(best.LastIndexOf('@') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private async Task<PairedComparison> CompareAsync(int version, CancellationToken cancellationToken)
    {
        var opponent = NameOf(version);
        var package = await catalog.Models.GetAsync(_name.Project, _name.Model, version, cancellationToken);
        return package is null ? PairedComparison.Impossible(opponent, "the catalog does not have it") : await CompareAsync(opponent, package, cancellationToken);
    }

    /// <summary>The candidate and a version, of whichever model, on the rows that neither was trained on.</summary>
    public async Task<PairedComparison> CompareAsync(string opponent, ModelPackage package, CancellationToken cancellationToken)
    {
        var verified = packages.Open(package);
        var spec = verified.ReadSpec();
        if (Differs(spec) is { } difference)
        {
            return PairedComparison.Impossible(opponent, difference);
        }

        return spec.Source.Rules == input.Spec.Source.Rules
            ? await CompareAsync(opponent, verified, spec, test, reread: null, cancellationToken)
            : await RereadAsync(opponent, verified, spec, cancellationToken);
    }

    /// <summary>A record that is read by other rules may be another row, on the other side of the split too: each model gets its own reading.</summary>
    private async Task<PairedComparison> RereadAsync(string opponent, VerifiedPackage verified, ModelSpec spec, CancellationToken cancellationToken)
    {
        using var reread = new RereadRows(home, time, input);
        return await reread.ReadAsync(session, spec, candidate.Rows, cancellationToken) is { } obstacle
            ? PairedComparison.Impossible(opponent, string.Create(
                CultureInfo.InvariantCulture,
                $"it was trained on rows read by rules {spec.Source.Rules}, these were read by rules {input.Spec.Source.Rules}, and {obstacle}"))
            : await CompareAsync(opponent, verified, spec, reread.File, reread, cancellationToken);
    }

    /// <param name="file">The rows as the opponent reads them.</param>
    /// <param name="reread">What the file is read from; null: it is the candidate's test rows.</param>
    private async Task<PairedComparison> CompareAsync(
        string opponent, VerifiedPackage verified, ModelSpec spec, string file, RereadRows? reread, CancellationToken cancellationToken)
    {
        var plan = verified.ReadPlan();
        var columns = SnapshotSchema.Read(session, file, cancellationToken);
        var lacking = plan.Columns.Where(c => c.Role != ColumnRole.Drop).Select(c => c.Name).Except(columns.Select(c => c.Name)).ToList();
        if (lacking.Count > 0)
        {
            return PairedComparison.Impossible(opponent, $"it needs the columns {string.Join(", ", lacking)}, which are not there any more");
        }

        var document = verified.Read<EvaluationDocument>(PackageFile.Metrics);
        var unseen = await UnseenRows.FindAsync(session, file, columns, input.Spec.Split, spec, document, cancellationToken);
        if (unseen.Keep is not { } keep)
        {
            return PairedComparison.Impossible(opponent, unseen.Obstacle!);
        }

        keep = reread is null ? keep : keep.And(reread.IsLabelled);
        var rows = CandidateRows(keep, reread?.IsTest);
        if (rows.Count == 0)
        {
            return PairedComparison.Impossible(opponent, "no test row of the candidate is one that it was not trained on");
        }

        await using var model = verified.OpenModel();
        var theirs = await ScoredRows.LoadAsync(
            session,
            file,
            input.Spec,
            plan,
            TrainedModel.Load(model, input.Spec.Task, plan.Label),
            verified.Signature.Threshold,
            reread is null ? keep : keep.And(reread.IsTest),
            cancellationToken);
        var ours = candidate.Select(rows);
        return ours.HasSameLabels(theirs.Predictions)
            ? PairedComparison.Of(opponent, ours, theirs.Predictions)
            : PairedComparison.Impossible(opponent, "the two do not know the same classes");
    }

    /// <summary>The numbers that the kept rows have among the candidate's test rows.</summary>
    private static List<int> CandidateRows(BitArray keep, BitArray? isTest)
    {
        var rows = new List<int>();
        var number = 0;
        for (var row = 0; row < keep.Count; row++)
        {
            if (isTest is not null && !isTest[row])
            {
                continue;
            }

            if (keep[row])
            {
                rows.Add(number);
            }

            number++;
        }

        return rows;
    }

    private string? Differs(ModelSpec earlier)
    {
        var now = input.Spec;
        return earlier.Task != now.Task ? $"it is a {earlier.Task.ToString().ToLowerInvariant()} model"
            : earlier.Label != now.Label ? $"its label is '{earlier.Label}'"
            : earlier.Positive != now.Positive ? $"its positive value is '{earlier.Positive}'"
            : null;
    }
}
