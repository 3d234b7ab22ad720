using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots;

public static class SplitSpecExtensions
{
    /// <summary>Whether a row of this hash judges: the lowest share of all 64-bit hashes does.</summary>
    public static bool IsTest(this SplitSpec split, ulong hash) => hash < split.Test * Math.Pow(2, 64);
}
