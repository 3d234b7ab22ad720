using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>A source about which everything is known that reading it needs.</summary>
internal sealed record PreparedSource
{
    /// <summary>Gives the rows that are kept, with exactly <see cref="Columns"/>, in the files' order.</summary>
    public required string Query { get; init; }

    public required IReadOnlyList<SnapshotColumn> Columns { get; init; }

    /// <summary>With dialect and types explicit.</summary>
    public required SourceSpec Source { get; init; }

    /// <summary>Records in the files.</summary>
    public required long Records { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];
}
