namespace Mdlc.Starter.Execution;

/// <summary>How a listing is said.</summary>
internal enum ListingForm
{
    /// <summary>The columns that fit.</summary>
    Table,

    /// <summary>Every column, however wide the terminal is.</summary>
    Wide,

    /// <summary>As with <c>--json</c>.</summary>
    Json,

    /// <summary>Every member of the document's rows.</summary>
    Csv,
}
