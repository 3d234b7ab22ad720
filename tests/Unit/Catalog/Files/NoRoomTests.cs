using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Sources;
using Mdlc.Contracts.Faults;
using Microsoft.Data.Sqlite;

namespace Mdlc.Unit.Tests.Catalog.Files;

/// <summary>A full disk without one: what the libraries say when a limit of ours is reached, and the numbers and words that they are known to use.</summary>
public sealed class NoRoomTests : IDisposable
{
    private const string Full = "/dev/full";

    private readonly TemporaryHome _temporary = new();

    public static TheoryData<string, Exception> Faces => new()
    {
        { "ENOSPC", new IOException("No space left on device : '/x'", 28) },
        { "EDQUOT", new IOException("Disk quota exceeded", OperatingSystem.IsMacOS() ? 69 : 122) },
        { "EFBIG", new IOException("File too large", 27) },
        { "Windows, disk full", new IOException("no", unchecked((int)0x80070070)) },
        { "Windows, handle", new IOException("no", unchecked((int)0x80070027)) },
        { ".NET, reserving", new IOException("Failed to create '/x' with allocation size '10' because the disk was full.") },
        { "SQLite", new SqliteException("database or disk is full", 13) },
        { "SQLite, a refused write", new SqliteException("disk I/O error", 10, 778) },
        { "SQLite, the log's index", new SqliteException("disk I/O error", 10, 4874) },
        { "of ours", new NoRoomException("no") },
        { "within another", new InvalidOperationException("no", new IOException("no", 28)) },
        { "within a fault", FaultException.InData("rows.csv cannot be read", new IOException("no", 28)) },
        { "among others", new AggregateException(new InvalidOperationException("no"), new IOException("no", 28)) },
    };

    public static TheoryData<string, Exception> Others => new()
    {
        { "not found", new FileNotFoundException("no") },
        { "would block", new IOException("no", 11) },
        { "input and output", new IOException("Input/output error", 5) },
        { "SQLite, damaged", new SqliteException("malformed", 11) },
        { "SQLite, locked", new SqliteException("locked", 5) },
        { "SQLite, a part that cannot be read", new SqliteException("disk I/O error", 10, 266) },
        { "a fault", FaultException.InData("a cell is 'No space left on device'") },
        { "words without a number", new InvalidOperationException("No space left on device") },
    };

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [MemberData(nameof(Faces))]
    public void Face_OfAFullDisk_IsKnown(string name, Exception exception) => Assert.True(NoRoom.IsMeantBy(exception), name);

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_IsNotTakenForIt(string name, Exception exception) => Assert.False(NoRoom.IsMeantBy(exception), name);

    [Fact]
    public void Sqlite_ThatReachesItsLimit_IsKnown()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Directory.CreateDirectory(_temporary.Home.Root).FullName, "x.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t(x BLOB); PRAGMA max_page_count = 3";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO t VALUES (zeroblob(100000))";

        Assert.True(NoRoom.IsMeantBy(Assert.Throws<SqliteException>(() => command.ExecuteNonQuery())));
    }

    [Fact]
    public void DuckDb_WhoseScratchFolderMayNotGrow_IsKnown_AndNotCalledAFaultOfTheFile()
    {
        Directory.CreateDirectory(_temporary.Home.Scratch);
        using var session = DuckDbSession.Open(_temporary.Home, new DuckDbOptions { MemoryMiB = 20, Threads = 1 });
        session.Execute("SET max_temp_directory_size = '1MiB'");

        var refused = Assert.Throws<DuckDBException>(() =>
            session.Execute("CREATE TABLE t AS SELECT i, hash(i)::VARCHAR || repeat('x', 200) AS s FROM range(400000) r(i)"));

        Assert.True(NoRoom.IsMeantBy(refused), refused.Message);
        var told = Assert.IsType<NoRoomException>(SourceFaults.Of(refused, "rows.csv", _temporary.Home));
        Assert.DoesNotContain("rows.csv", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DuckDb_ThatQuotesACell_IsNotTakenForIt()
    {
        using var session = DuckDbSession.Open(_temporary.Home);

        var fault = Assert.Throws<DuckDBException>(() => session.Execute("SELECT CAST('No space left on device, could not write' AS INTEGER)"));

        Assert.False(NoRoom.IsMeantBy(fault), fault.Message);
        Assert.IsType<FaultException>(SourceFaults.Of(fault, "rows.csv", _temporary.Home));
    }

    [Fact]
    public void Writers_OnADeviceThatIsFull_AreKnown()
    {
        Assert.SkipUnless(File.Exists(Full), $"needs {Full}");
        using var session = DuckDbSession.Open(_temporary.Home);

        Assert.True(NoRoom.IsMeantBy(Assert.ThrowsAny<IOException>(() => File.WriteAllText(Full, "x"))));
        Assert.True(NoRoom.IsMeantBy(Assert.Throws<DuckDBException>(() => session.Execute($"COPY (SELECT range FROM range(100000)) TO '{Full}' (FORMAT parquet, USE_TMP_FILE false)"))));
    }

    [Fact]
    public void Told_SaysWhatWasFoundWhereAndWhatToDo()
    {
        var told = NoRoom.Told(FaultException.InData("rows.csv cannot be read", new IOException("No space left on device : '/x'", 28)), _temporary.Home.Root);

        Assert.Matches("^There is no room on the disk: No space left on device : '/x'\\. .+ of .+ are free at .+\\. Nothing that was read is at fault\\. Make room, and it can go on\\.$", told.Message);
        Assert.Contains(_temporary.Home.Root, told.Message, StringComparison.Ordinal);
        Assert.Same(told, NoRoom.Told(new InvalidOperationException("no", told), _temporary.Home.Root));
    }

    [Fact]
    public void FolderThatIsNotThereYet_HasTheRoomOfTheOneAbove()
    {
        Assert.InRange(NoRoom.FreeBytes(Path.Combine(_temporary.Home.Root, "a", "b")) ?? -1, 0, long.MaxValue);
        Assert.False(NoRoom.IsIn(_temporary.Home.Root));
    }
}
