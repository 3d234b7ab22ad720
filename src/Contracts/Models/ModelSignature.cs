using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Models;

/// <summary>What a model takes and gives, a column each: <c>signature.json</c> of its package.</summary>
public sealed record ModelSignature
{
    /// <summary>The version of the rules by which the training rows' cells were read, see <see cref="ReadingRules"/>.</summary>
    public int Rules { get; init; } = ReadingRules.First;

    public required ModelTask Task { get; init; }

    public required string Label { get; init; }

    /// <summary>What the label held in training, and so what <c>prediction</c> holds.</summary>
    public required ColumnType LabelType { get; init; }

    /// <summary>Regression: how a score becomes a prediction; null: it is one.</summary>
    public Rescaling? LabelRescaling { get; init; }

    /// <summary>The label's values. Binary: the negative one, then the positive one. Multiclass: in the model's order. Regression: none.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Binary: the probability from which on <c>prediction</c> is the positive value.</summary>
    public double Threshold { get; init; } = OperatingPoint.DefaultThreshold;

    public required IReadOnlyList<SignatureInput> Inputs { get; init; }

    public required IReadOnlyList<SignatureOutput> Outputs { get; init; }
}
