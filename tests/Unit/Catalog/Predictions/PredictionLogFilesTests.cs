using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Unit.Tests.Catalog.Predictions;

public sealed class PredictionLogFilesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly PredictionLogFiles _files;

    public PredictionLogFilesTests() => _files = new PredictionLogFiles(_temporary.Home, "writer");

    private string Folder => Path.GetDirectoryName(PredictionLogFiles.GlobOf(_temporary.Home, "demo", "bikes"))!;

    public void Dispose()
    {
        _files.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Write_WithinAMinute_KeepsOneFileOfAllRows()
    {
        Write(1, Noon, "a");
        Write(1, Noon.AddSeconds(1), "b");
        Write(1, Noon.AddSeconds(59), "c");

        Assert.Single(Directory.GetFiles(Folder));
        Assert.Equal(["a", "b", "c"], Requests());
    }

    [Fact]
    public void Write_AfterAMinuteOrForAnotherVersion_BeginsAnotherFile()
    {
        Write(1, Noon, "a");
        Write(2, Noon.AddSeconds(1), "b");
        Write(1, Noon.AddSeconds(60), "c");
        Write(2, Noon.AddSeconds(61), "d");

        Assert.Equal(4, Directory.GetFiles(Folder).Length);
        Assert.Equal(["a", "b", "c", "d"], Requests());
    }

    [Fact]
    public void Write_ThatFails_CanBeRepeatedWithoutDoublingARow()
    {
        Write(1, Noon, "a");
        var file = Directory.GetFiles(Folder).Single();
        Directory.CreateDirectory(file + ".partial");
        Assert.ThrowsAny<Exception>(() => Write(1, Noon.AddSeconds(1), "b"));
        Assert.Equal(["a"], Requests());

        Directory.Delete(file + ".partial");
        Write(1, Noon.AddSeconds(1), "b");
        Write(1, Noon.AddSeconds(2), "c");
        Assert.Equal(["a", "b", "c"], Requests());
    }

    [Fact]
    public void Write_RowsOfEveryType_AreReadBack()
    {
        LoggedColumn[] inputs =
        [
            new("i", ColumnType.Integer, new long?[] { 1, null }),
            new("n", ColumnType.Number, new double?[] { 0.1, null }),
            new("b", ColumnType.Boolean, new bool?[] { true, null }),
            new("t", ColumnType.Timestamp, new DateTime?[] { Noon.UtcDateTime, null }),
            new("it's \"text\"", ColumnType.Text, new string?[] { "", null }),
        ];
        LoggedColumn[] outputs =
        [
            new("f", ColumnType.Number, new[] { 0.1f, 2.5f }),
            new("l", ColumnType.Integer, new long[] { 5, 6 }),
            new("flag", ColumnType.Boolean, new[] { false, true }),
            new("s", ColumnType.Text, new[] { "x", "y" }),
        ];
        _files.Write("demo", "bikes", 1, [new LoggedRequest(Noon, "r", 2, inputs, outputs)]);

        Assert.Equal(
            [
                "1|0.1|true|2026-03-01 12:00:00||0.1|5|false|x",
                "NULL|NULL|NULL|NULL|NULL|2.5|6|true|y",
            ],
            Read(""""
                concat_ws('|', ifnull("input.i"::VARCHAR, 'NULL'), ifnull("input.n"::VARCHAR, 'NULL'), ifnull("input.b"::VARCHAR, 'NULL'),
                ifnull("input.t"::VARCHAR, 'NULL'), ifnull("input.it's ""text""", 'NULL'), "output.f", "output.l", "output.flag", "output.s")
                """"));
    }

    private void Write(int version, DateTimeOffset time, string request) =>
        _files.Write("demo", "bikes", version, [new LoggedRequest(time, request, 1, [new("x", ColumnType.Number, new double?[] { 1 })], [])]);

    private IReadOnlyList<string> Requests() => Read("request");

    private IReadOnlyList<string> Read(string columns)
    {
        using var session = DuckDbSession.Open(_temporary.Home);
        var glob = PredictionLogFiles.GlobOf(_temporary.Home, "demo", "bikes");
        return session.Rows(
            $"SELECT {columns} FROM read_parquet({Sql.Text(glob)}, union_by_name = true) ORDER BY time, row",
            row => row.GetString(0),
            TestContext.Current.CancellationToken);
    }
}
