namespace Mdlc.Catalog.Sources.Csv;

/// <summary>Kinds of line breaks seen at records' ends.</summary>
[Flags]
internal enum CsvBreaks
{
    None = 0,
    Lf = 1,
    CrLf = 2,
    Cr = 4,
}
