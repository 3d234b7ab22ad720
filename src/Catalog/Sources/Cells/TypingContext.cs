using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What is known of a column besides its cells.</summary>
internal sealed record TypingContext
{
    /// <summary>The type that the source states; null: the cells decide.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>The notation that the source states.</summary>
    public string? Format { get; init; }

    /// <summary>The file's decimal mark, stated or seen from its other columns; null: not known.</summary>
    public char? Decimal { get; init; }

    /// <summary>A person has stated that mark.</summary>
    public bool IsDecimalStated { get; init; }

    public bool IsLabel { get; init; }

    /// <summary>The rows are for a trained model: what type and notation are stated holds, whatever the cells look like.</summary>
    public bool IsFixed { get; init; }
}
