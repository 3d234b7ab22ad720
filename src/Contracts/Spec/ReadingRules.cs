namespace Mdlc.Contracts.Spec;

/// <summary>
/// The versions of the rules by which cells are read. A change of what a cell means is a new version, since it moves rows between training and
/// test: what was stored under an older one stays there.
/// </summary>
public static class ReadingRules
{
    /// <summary>Whole columns decide, ISO 8601 and decimal points only; JSON's and Parquet's texts as DuckDB guesses them; only blanks are trimmed.</summary>
    public const int First = 1;

    /// <summary>
    /// One decision for a whole column whatever the format; notations of numbers and times; codes are text; text is compared in NFC without white
    /// space at its ends; a row without a label is kept and takes no part.
    /// </summary>
    public const int Second = 2;

    /// <summary>What a spec that is written today gets.</summary>
    public const int Current = Second;
}
