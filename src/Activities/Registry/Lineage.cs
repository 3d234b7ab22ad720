using System.Reflection;
using System.Runtime.InteropServices;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Registry;

namespace Mdlc.Activities.Registry;

/// <summary>Where a version came from: <c>lineage.json</c>.</summary>
/// <param name="Champion">The version that it was held against; null when there was none.</param>
/// <param name="Source">The source with the dialect in which it was read.</param>
/// <param name="Params">Trainer options that the best trial set; the spec's own are in <c>spec.json</c>.</param>
/// <param name="Software">Versions of what it was made with.</param>
internal sealed record Lineage(
    string Run,
    int? Champion,
    SourceSpec Source,
    string Snapshot,
    string? TestSnapshot,
    string TrainRowsSha256,
    string TestRowsSha256,
    string ModelDigest,
    TrainerKind Trainer,
    IReadOnlyDictionary<string, double> Params,
    LineageSeeds Seeds,
    IReadOnlyDictionary<string, string> Software)
{
    /// <summary>What the best trial chose of the feature plan, such as <c>plan.highCardinality</c>: <c>target</c>.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = new Dictionary<string, string>();

    private static readonly string[] Libraries =
    [
        "Microsoft.ML.Data", "Microsoft.ML.LightGbm", "Microsoft.ML.FastTree", "DuckDB.NET.Data", "Temporalio",
    ];

    public static Lineage Of(RegisterInput input) =>
        new(
            input.Run.ToString(),
            input.Gate.Champion,
            input.Spec.Source,
            input.Data.Snapshot.DataDigest,
            input.Data.TestSnapshot?.DataDigest,
            input.Split.Train.Sha256,
            input.Split.Test.Sha256,
            input.Training.ModelDigest,
            input.Training.Trainer,
            input.Tuning?.Trials is [{ Score: not null } best, ..] ? best.Params : new Dictionary<string, double>(),
            new LineageSeeds(input.Spec.Split.Seed, input.Spec.Train.Seed, input.Spec.Tune.Seed),
            SoftwareVersions())
        {
            Choices = input.Tuning?.Trials is [{ Score: not null } found, ..] ? found.Choices : new Dictionary<string, string>(),
        };

    private static SortedDictionary<string, string> SoftwareVersions()
    {
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["mdlc"] = SoftwareVersion.Mdlc,
            [".NET"] = Environment.Version.ToString(),
            ["runtime"] = RuntimeInformation.RuntimeIdentifier,
        };
        foreach (var library in Libraries)
        {
            versions[library] = SoftwareVersion.Of(Assembly.Load(library));
        }

        return versions;
    }
}
