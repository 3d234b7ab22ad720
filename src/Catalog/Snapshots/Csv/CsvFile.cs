namespace Mdlc.Catalog.Snapshots.Csv;

/// <summary>A CSV file in UTF-8.</summary>
/// <param name="Name">The source file's path, for messages.</param>
/// <param name="Path">What is read: the source file itself, or its transcoded copy.</param>
internal sealed record CsvFile(string Name, string Path)
{
    public CsvRecordReader Open(CsvDialect dialect) =>
        new(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan), dialect, Name);
}
