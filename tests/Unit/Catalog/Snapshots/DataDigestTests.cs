using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Unit.Tests.Catalog.Snapshots;

public sealed class DataDigestTests : IDisposable
{
    private const int Rows = 200_000;

    private static readonly SnapshotColumn[] Columns =
    [
        new("id", ColumnType.Integer), new("x", ColumnType.Number), new("name", ColumnType.Text),
        new("flag", ColumnType.Boolean), new("at", ColumnType.Timestamp),
    ];

    private static readonly string Table = $"""
        SELECT range AS id,
            CASE WHEN range % 7 = 0 THEN NULL ELSE range / 3.0 END AS x,
            CASE WHEN range % 5 = 0 THEN NULL ELSE 'name ' || (range % 100) END AS name,
            CASE WHEN range % 11 = 0 THEN NULL ELSE range % 2 = 0 END AS flag,
            CASE WHEN range % 13 = 0 THEN NULL ELSE TIMESTAMP '2020-01-01' + to_seconds(range) END AS at
        FROM range({Rows})
        """;

    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData(1, 122_880)]
    [InlineData(2, 122_880)]
    [InlineData(2, 2_048)]
    [InlineData(4, 50_000)]
    public async Task Digest_OfOneTable_IsTheSameForAnyThreadsAndRowGroups(int threads, int rowGroup)
    {
        var file = _sandbox.PathOf("table.parquet");
        using var session = DuckDbSession.Open(_sandbox.Home, new DuckDbOptions { Threads = threads });
        session.Execute($"COPY ({Table}) TO {Sql.Text(file)} (FORMAT parquet, ROW_GROUP_SIZE {rowGroup})");

        var snapshot = await WriteAsync(session, $"SELECT * FROM {SnapshotWriter.Relation(file)}", Columns, Rows);

        // Frozen: a snapshot's name may never change. If this fails, names in every catalog have lost their meaning.
        Assert.Equal("dcfaceaf5ea2aaadffd38ff5f80df345fa20fd0047e4240cc5a47fcb65b794cb", snapshot.DataDigest);
    }

    [Theory]
    [InlineData("SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT 2, 'z'", "a value")]
    [InlineData("SELECT 2::BIGINT AS a, 'y' AS b UNION ALL SELECT 1, 'x'", "the order")]
    [InlineData("SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT NULL, 'y'", "a missing number")]
    [InlineData("SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT 2, NULL", "a missing text")]
    [InlineData("SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT 2, ''", "an empty text")]
    [InlineData("SELECT 1::BIGINT AS a, 'xy' AS b UNION ALL SELECT 2, ''", "where one text ends")]
    [InlineData("SELECT 1::BIGINT AS a, 'x' AS b", "a row less")]
    public async Task Digest_OfOtherData_IsAnother(string query, string change)
    {
        SnapshotColumn[] columns = [new("a", ColumnType.Integer), new("b", ColumnType.Text)];
        using var session = DuckDbSession.Open(_sandbox.Home);
        var original = await WriteAsync(session, "SELECT 1::BIGINT AS a, 'x' AS b UNION ALL SELECT 2, 'y'", columns, 2);

        var changed = await WriteAsync(session, query, columns, query.Contains("UNION", StringComparison.Ordinal) ? 2 : 1);

        Assert.True(original.DataDigest != changed.DataDigest, $"{change} must change the digest");
    }

    [Fact]
    public async Task Digest_MissingAndEmptyText_Differ()
    {
        SnapshotColumn[] columns = [new("b", ColumnType.Text)];
        using var session = DuckDbSession.Open(_sandbox.Home);

        var missing = await WriteAsync(session, "SELECT NULL::VARCHAR AS b", columns, 1);
        var empty = await WriteAsync(session, "SELECT '' AS b", columns, 1);

        Assert.NotEqual(missing.DataDigest, empty.DataDigest);
    }

    [Fact]
    public async Task Digest_OfOtherNamesOrTypes_IsAnother()
    {
        using var session = DuckDbSession.Open(_sandbox.Home);

        var one = await WriteAsync(session, "SELECT 0::BIGINT AS a", [new("a", ColumnType.Integer)], 1);
        var renamed = await WriteAsync(session, "SELECT 0::BIGINT AS b", [new("b", ColumnType.Integer)], 1);
        var retyped = await WriteAsync(session, "SELECT 0::DOUBLE AS a", [new("a", ColumnType.Number)], 1);

        Assert.Equal(3, new[] { one, renamed, retyped }.Select(s => s.DataDigest).Distinct().Count());
    }

    [Theory]
    [InlineData("SELECT CASE WHEN CAST(a AS VARCHAR) IN ('1', '5', '9', '20', '33') THEN a END AS a FROM {0}")]
    [InlineData("SELECT a FROM {0} WHERE a > (SELECT avg(a) FROM {0})")]
    [InlineData("SELECT DISTINCT a FROM {0}")]
    public async Task Writer_QueryWhosePlanLosesTheOrder_IsRefused(string query)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        session.Execute("CREATE TABLE t AS SELECT range AS a FROM range(100)");
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, "t");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(session, text, [new("a", ColumnType.Integer)], 1));

        Assert.Contains("loses the rows' order", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writer_OtherNumberOfRows_KeepsNothing()
    {
        using var session = DuckDbSession.Open(_sandbox.Home);

        await Assert.ThrowsAsync<Mdlc.Contracts.Faults.FaultException>(
            () => WriteAsync(session, "SELECT 0::BIGINT AS a", [new("a", ColumnType.Integer)], 2));

        Assert.False(Directory.Exists(_sandbox.Home.Artifacts));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_sandbox.Home.Scratch), e => e.EndsWith(".parquet", StringComparison.Ordinal));
    }

    public void Dispose() => _sandbox.Dispose();

    private Task<SnapshotRef> WriteAsync(DuckDbSession session, string query, IReadOnlyList<SnapshotColumn> columns, long rows) =>
        _sandbox.Writer.WriteAsync(session, query, columns, null, rows, _ => { }, TestContext.Current.CancellationToken);
}
