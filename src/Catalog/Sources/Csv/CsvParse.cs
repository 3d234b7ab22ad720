namespace Mdlc.Catalog.Sources.Csv;

/// <summary>How far <see cref="CsvRecordParser"/> came.</summary>
internal enum CsvParse
{
    Done,

    /// <summary>The record goes on behind the bytes at hand.</summary>
    NeedsMore,

    /// <summary>So does a quoted cell.</summary>
    NeedsMoreInQuotes,
}
