using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Studies;

/// <param name="Choices">By the names of <see cref="FeatureChoices"/>.</param>
public sealed record PlanByChoicesInput(ModelSpec Spec, DatasetSplit Split, ArtifactRef Statistics, IReadOnlyDictionary<string, string> Choices);
