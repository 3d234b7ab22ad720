using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>What one pass over a file found.</summary>
internal sealed record CsvScan
{
    /// <summary>Records behind the header.</summary>
    public required long Records { get; init; }

    /// <summary>Those whose cells cannot be told apart or are not as many as there are columns.</summary>
    public required long Broken { get; init; }

    /// <summary>Another reader may read some of it differently, though nothing is wrong with it.</summary>
    public required bool Irregular { get; init; }

    public required CsvBreaks Breaks { get; init; }

    /// <summary>A profile per column, of the records that are not broken.</summary>
    public required IReadOnlyList<ColumnProfile> Profiles { get; init; }

    /// <summary>Whether DuckDB would not read exactly the records that are right from the file as it is.</summary>
    public bool NeedsCleaning(IReadOnlyList<ColumnType> types, int? label) =>
        Irregular || Broken > 0 || Breaks is not (CsvBreaks.None or CsvBreaks.Lf or CsvBreaks.CrLf)
        || types.Zip(Profiles, ColumnTyping.MayReject).Any(reject => reject)
        || Profiles.Any(profile => profile.Census is { HasUnnormal: true })
        || (label is { } l && Profiles[l][CellKind.Null] + Profiles[l][CellKind.NotANumber] > 0);
}
