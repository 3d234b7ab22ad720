namespace Mdlc.Contracts.Models;

/// <summary>The files of a model package.</summary>
public static class PackageFile
{
    /// <summary>The fitted ML.NET model, feature transforms included.</summary>
    public const string Model = "model.zip";

    public const string Signature = "signature.json";

    /// <summary>The evaluation document.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>The gate's verdict with every number.</summary>
    public const string Gate = "gate.json";

    /// <summary>Profile of the training rows: what monitoring compares with.</summary>
    public const string Profile = "profile.json";

    public const string Card = "card.md";

    public const string Lineage = "lineage.json";

    /// <summary>The resolved spec.</summary>
    public const string Spec = "spec.json";

    /// <summary>The feature plan.</summary>
    public const string Plan = "plan.json";

    /// <summary>Rows by leaf, see <see cref="LeafCounts"/>; of models made of trees, from the version on that explains predictions.</summary>
    public const string Leaves = "leaves.json";

    /// <summary>What the package is, with the SHA-256 of the other files.</summary>
    public const string Manifest = "manifest.json";
}
