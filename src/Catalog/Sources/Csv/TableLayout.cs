namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Where a file's table begins and what separates its cells, as far as its first records show.</summary>
/// <param name="SkipLines">Lines above the table.</param>
/// <param name="Table">The records from the header on.</param>
/// <param name="Score">How well it explains them; 0: not at all.</param>
internal sealed record TableLayout(byte Delimiter, int SkipLines, IReadOnlyList<SampleRecord> Table, double Score);
