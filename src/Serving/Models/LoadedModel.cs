using System.Globalization;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Serving.Explanations;

namespace Mdlc.Serving.Models;

/// <summary>A version that answers requests. A request keeps the one that it began with, whatever is loaded meanwhile.</summary>
/// <param name="explainer">Makes what tells contributions, when it is first asked for.</param>
internal sealed class LoadedModel(ModelPackage package, ModelScorer scorer, Func<PackageExplainer>? explainer = null)
{
    private readonly Lazy<PackageExplainer?> _explainer = new(() => explainer?.Invoke());


    public string Project => Package.Project;

    public string Model => Package.Model;

    /// <summary>The version as the protocol writes it.</summary>
    public string Version { get; } = package.Version.ToString(CultureInfo.InvariantCulture);

    public ModelPackage Package { get; } = package;

    public ModelScorer Scorer { get; } = scorer;

    /// <summary>Tells what each column adds to a score.</summary>
    /// <exception cref="Contracts.Faults.FaultException">It cannot be told of this model; the message says why.</exception>
    public PackageExplainer Explainer => _explainer.Value ?? throw new InvalidOperationException("No package stands behind this model.");

    public ModelSignature Signature => Scorer.Signature;

    /// <summary>Reads the texts of each input, as the training's cells were read; null: by the first rules, which know no such reader.</summary>
    public IReadOnlyList<CellReader?> Cells { get; } =
        [.. scorer.Signature.Inputs.Select(input => scorer.Signature.Rules < ReadingRules.Second ? null : new CellReader(ColumnReading.Of(input)))];
}
