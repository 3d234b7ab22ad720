using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Bundles;

/// <summary>A bundle whose data the home has.</summary>
/// <param name="ContentHash">The manifest's SHA-256.</param>
/// <param name="Spec">As it was resolved where the version was made.</param>
/// <param name="Kept">What a run takes its stages' results over from.</param>
public sealed record ImportedBundle(BundleManifest Manifest, string ContentHash, ModelSpec Spec, RunKey Kept);
