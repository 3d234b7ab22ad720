using System.Text;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>What a first look at a data set suggests for its spec.</summary>
public sealed record SpecProposal
{
    /// <summary>The model's name: one that was given, or <see cref="NameFor"/>.</summary>
    public required string Model { get; init; }

    public required string Label { get; init; }

    public required LabelInference Inference { get; init; }

    /// <summary>The source with its dialect explicit, path absolute.</summary>
    public required SourceSpec Source { get; init; }

    public required long Rows { get; init; }

    /// <summary>Every column in order, the label's too.</summary>
    public required IReadOnlyList<ColumnStatistics> Columns { get; init; }

    /// <summary>By column, bounds of numbers that the next rows are expected to keep; a column that is not there gets none.</summary>
    public IReadOnlyDictionary<string, ColumnBounds> Bounds { get; init; } = new Dictionary<string, ColumnBounds>();

    /// <summary>How each column but the label would become features.</summary>
    public required FeaturePlan Plan { get; init; }

    /// <summary>Columns that stand in the spec as dropped, so that a person sees and may change it; the plan says why.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The event time; null: no column is one.</summary>
    public TimeProposal? Time { get; init; }

    /// <summary>Sentences about the data that a person should read before learning from them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A name that a model may have, made of a file's name.</summary>
    public static string NameFor(string path)
    {
        var name = new StringBuilder();
        foreach (var c in Path.GetFileNameWithoutExtension(path).ToLowerInvariant())
        {
            name.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' ? c : '-');
        }

        var trimmed = name.ToString().Trim('-', '.', '_');
        return trimmed.Length == 0 ? "model" : trimmed[..Math.Min(trimmed.Length, 63)];
    }
}
