namespace Mdlc.Catalog.Sources.Packing;

/// <summary>In which way a file is compressed that is read all the same.</summary>
internal enum Packed
{
    Not,

    Gzip,

    Zstandard,
}
