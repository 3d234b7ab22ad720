using System.Text.RegularExpressions;
using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Bundles;

/// <summary>What lies where in a bundle. A name that has none of these forms is refused, so that no member can say where it is put.</summary>
internal static partial class BundleLayout
{
    public const string Manifest = "manifest.json";

    /// <summary>The SHA-256 of the manifest's bytes.</summary>
    public const string ContentHash = "content.sha256";

    private const string Artifacts = "artifacts/";
    private const string Results = "results/";
    private const string Package = "package/";

    /// <summary>Stages whose results a bundle holds, where the run had them: all that training follows from.</summary>
    public static IReadOnlyList<string> Stages { get; } = [StageName.Fetch, StageName.Validate, StageName.Transform, StageName.Tune];

    public static string OfArtifact(string uri) => Artifacts + uri;

    public static string OfResult(string stage) => $"{Results}{stage}.json";

    public static string OfPackageFile(string name) => Package + name;

    public static bool IsName(string name) => Name().IsMatch(name) && (StageOf(name) is not { } stage || Stages.Contains(stage));

    /// <summary>The artifact's place in the store; null: the member is none.</summary>
    public static string? ArtifactOf(string name) => After(name, Artifacts);

    public static string? StageOf(string name) => After(name, Results) is { } file ? Path.GetFileNameWithoutExtension(file) : null;

    public static string? PackageFileOf(string name) => After(name, Package);

    private static string? After(string name, string begin) => name.StartsWith(begin, StringComparison.Ordinal) ? name[begin.Length..] : null;

    [GeneratedRegex(@"\A(artifacts/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z]{1,10})?|results/[a-z]{1,20}\.json|package/[a-z]{1,20}\.[a-z]{1,10})\z")]
    private static partial Regex Name();
}
