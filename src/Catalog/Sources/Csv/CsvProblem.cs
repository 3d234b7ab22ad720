namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Why a record's cells cannot be told apart.</summary>
internal enum CsvProblem
{
    None,

    /// <summary>A quote opens and nothing closes it.</summary>
    QuoteNotClosed,

    /// <summary>Something other than a delimiter or the record's end follows a closing quote.</summary>
    TextAfterQuote,

    /// <summary>A byte of value 0 lies in the record.</summary>
    NulByte,
}
