namespace Mdlc.Unit.Tests.Catalog.Snapshots;

public sealed class SourceReaderTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Csv_Clean_BecomesTypedSnapshot()
    {
        var path = _sandbox.Write("people.csv", "name, age, height\nAda, 36, 1.7\nBob, 41,\n");

        var reading = await _sandbox.ReadAsync(path);

        Assert.Equal(["name Text", "age Integer", "height Number"], reading.Snapshot.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal(["Ada|36|1.7", "Bob|41|∅"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal((2, 0), (reading.Snapshot.Rows, reading.Rejected));
    }

    [Fact]
    public async Task Csv_ReadTwice_IsKeptOnce()
    {
        var path = _sandbox.Write("people.csv", "a,b\n1,x\n2,y\n");

        var first = await _sandbox.ReadAsync(path);
        var second = await _sandbox.ReadAsync(path);

        Assert.Equal(first.Snapshot.File, second.Snapshot.File);
        Assert.Equal(first.Snapshot.DataDigest, second.Snapshot.DataDigest);
        Assert.Single(Directory.GetFiles(_sandbox.Home.Artifacts, "*.parquet", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    public void Dispose() => _sandbox.Dispose();
}
