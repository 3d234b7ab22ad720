namespace Mdlc.Contracts.Validation;

/// <summary>Records of a source that were not taken, for one reason.</summary>
/// <param name="Column">The column whose cell it is; null: the whole record.</param>
/// <param name="Reason">A clause, such as "is not a whole number".</param>
/// <param name="First">The first of them: file, line, column and value.</param>
public sealed record RejectionReason(string? Column, string Reason, long Records, string First)
{
    /// <summary>For a person: "d.csv, line 7, column 'hours': 'ERR' is not a whole number (20 such)".</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{First} {Reason} ({Records} such)");
}
