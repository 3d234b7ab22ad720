namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Where a cell's text lies in its record: without quotes and outer blanks.</summary>
/// <param name="Escaped">It holds escapes that <see cref="CsvDialect.Unescape"/> resolves.</param>
internal readonly record struct CsvCell(int Start, int Length, bool Escaped);
