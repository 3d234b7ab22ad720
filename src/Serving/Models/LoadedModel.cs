using System.Globalization;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Serving.Models;

/// <summary>A version that answers requests. A request keeps the one that it began with, whatever is loaded meanwhile.</summary>
internal sealed class LoadedModel(ModelPackage package, ModelScorer scorer)
{
    public string Project => Package.Project;

    public string Model => Package.Model;

    /// <summary>The version as the protocol writes it.</summary>
    public string Version { get; } = package.Version.ToString(CultureInfo.InvariantCulture);

    public ModelPackage Package { get; } = package;

    public ModelScorer Scorer { get; } = scorer;

    public ModelSignature Signature => Scorer.Signature;

    /// <summary>Reads the texts of each input, as the training's cells were read; null: by the first rules, which know no such reader.</summary>
    public IReadOnlyList<CellReader?> Cells { get; } =
        [.. scorer.Signature.Inputs.Select(input => scorer.Signature.Rules < ReadingRules.Second ? null : new CellReader(ColumnReading.Of(input)))];
}
