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

    [Theory]
    [InlineData("\u0001\u007F\u2028")]
    [InlineData("😀 é ﬁ")]
    public void Write_TextsOfOddCharacters_AreReadBack(string text)
    {
        _files.Write("demo", "bikes", 1, [new LoggedRequest(Noon, text, 1, [new("s", ColumnType.Text, new string?[] { text })], [])]);

        Assert.Equal([text], Requests());
        Assert.Equal([text], Read("\"input.s\""));
    }

    /// <summary>DuckDB's appender would keep what stands before it, and say nothing.</summary>
    [Theory]
    [InlineData("a\0b", "x")]
    [InlineData("r", "\0")]
    [InlineData("r", "x\0")]
    public void Write_TextWithANulCharacter_IsRefusedAndNotOfTheMachine(string id, string text)
    {
        Write(1, Noon, "a");
        var request = new LoggedRequest(Noon, id, 1, [new("x", ColumnType.Text, new string?[] { text })], []);

        Assert.False(LogFailure.IsOfTheMachine(Assert.Throws<InvalidDataException>(() => _files.Write("demo", "bikes", 2, [request]))));
        Assert.Equal(["a"], Requests());
    }

    [Fact]
    public void Write_ClassesThatDifferInCaseOnly_AreColumnsOfTheirOwn()
    {
        LoggedColumn[] outputs = [.. new[] { "probability.A", "probability.a", "probability.A_2" }.Select((name, i) => new LoggedColumn(name, ColumnType.Number, new[] { (float)i }))];
        _files.Write("demo", "bikes", 1, [new LoggedRequest(Noon, "r", 1, [], outputs)]);

        Assert.Equal(["0.0|1.0|2.0"], Read("""concat_ws('|', "output.probability.A", "output.probability.a_2", "output.probability.A_2_2")"""));
    }

    [Fact]
    public void Write_FilesTakenAwayOrDamagedMeanwhile_AreThereAgain()
    {
        Write(1, Noon, "a");
        Directory.Delete(Folder, recursive: true);
        Write(1, Noon.AddSeconds(1), "b");
        Assert.Equal(["a", "b"], Requests());

        File.WriteAllText(Directory.GetFiles(Folder).Single(), "damaged");
        Write(1, Noon.AddSeconds(2), "c");
        Assert.Equal(["a", "b", "c"], Requests());
    }

    [Fact]
    public async Task Write_AfterAServerThatDiedInTheMiddle_LeavesItsHalfFileAlone()
    {
        Write(1, Noon, "a");
        var file = Directory.GetFiles(Folder).Single();
        await File.WriteAllTextAsync(Path.Combine(Folder, "20260301T120000000-dead-000000.parquet.partial"), "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "digests", "20260301T120000000-dead-000000.parquet.sha256"), new string('0', 64), TestContext.Current.CancellationToken);
        using (var next = new PredictionLogFiles(_temporary.Home, "next"))
        {
            next.Write("demo", "bikes", 1, [new LoggedRequest(Noon.AddSeconds(1), "b", 1, [new("x", ColumnType.Number, new double?[] { 1 })], [])]);
        }

        Assert.Equal(["a", "b"], Requests());
        using var pinned = await PinnedPredictions.OfAsync(_temporary.Home, "demo", "bikes", TestContext.Current.CancellationToken);
        Assert.Equal(2, pinned.Files.Count);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void Write_OnAFullDisk_IsOfTheMachineAndLeavesNothingBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        Write(1, Noon, "a");
        var aside = Directory.GetFiles(Folder).Single() + ".partial";
        File.CreateSymbolicLink(aside, "/dev/full");

        var failure = Assert.ThrowsAny<Exception>(() => Write(1, Noon.AddSeconds(1), "b"));

        Assert.True(LogFailure.IsOfTheMachine(failure), failure.ToString());
        Assert.Single(Directory.GetFiles(Folder));
        Write(1, Noon.AddSeconds(1), "b");
        Assert.Equal(["a", "b"], Requests());
    }

    [Fact]
    public void Write_RowsThatDoNotFitTheirColumns_IsNotOfTheMachine()
    {
        Write(1, Noon, "a");
        var request = new LoggedRequest(Noon, "b", 2, [new("x", ColumnType.Number, new double?[] { 1 })], []);

        Assert.False(LogFailure.IsOfTheMachine(Assert.ThrowsAny<Exception>(() => _files.Write("demo", "bikes", 1, [request]))));
        Write(1, Noon.AddSeconds(1), "c");
        Assert.Equal(["a", "c"], Requests());
    }

    [Fact]
    public void BeginAnew_AfterRows_LeavesThemInTheirFile()
    {
        Write(1, Noon, "a");
        _files.BeginAnew();
        Write(1, Noon.AddSeconds(1), "b");

        Assert.Equal(2, Directory.GetFiles(Folder).Length);
        Assert.Equal(["a", "b"], Requests());
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
