using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Storage;

public sealed class JournalTests : IDisposable
{
    private readonly EngineDatabase _database = EngineDatabase.Open(null, Durability.Strict);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Append_Strict_ActsAndRepliesOnlyAfterTheCommit()
    {
        var journal = new Journal(_database, Durability.Strict, NullLogger.Instance);
        var acted = false;

        var reply = journal.Append(Batch(1), () => acted = true);

        Assert.False(acted);
        Assert.False(reply.IsCompleted);
        Assert.True(journal.Flush());
        Assert.True(acted);
        Assert.True(reply.IsCompletedSuccessfully);
    }

    [Fact]
    public void Append_Relaxed_ActsAtOnceAndWritesLater()
    {
        var journal = new Journal(_database, Durability.Relaxed, NullLogger.Instance);
        var acted = false;

        Assert.True(journal.Append(Batch(1), () => acted = true).IsCompleted);

        Assert.True(acted);
        Assert.Empty(_database.ReadLog(1));
        journal.Flush();
        Assert.Single(_database.ReadLog(1));
    }

    [Fact]
    public void LazyBatches_TravelWithTheNextCommit()
    {
        var journal = new Journal(_database, Durability.Strict, NullLogger.Instance);
        journal.AppendLazily(Batch(1));
        Assert.False(journal.HasUrgentWork);

        journal.Append(Batch(2), null);
        journal.Flush();

        Assert.Single(_database.ReadLog(1));
    }

    [Fact]
    public void RefusedCommit_KeepsEverythingInOrderAndRepliesWhenItSucceeds()
    {
        var journal = new Journal(_database, Durability.Strict, NullLogger.Instance);
        var order = new List<int>();
        journal.Append(Batch(1, sequence: 1), () => order.Add(1));
        journal.Flush();
        // The same key again violates the primary key: the database refuses, as it would on a full disk.
        var first = journal.Append(Batch(1, sequence: 1), () => order.Add(2));
        Assert.False(journal.Flush());
        Assert.True(journal.IsStalled);
        var second = journal.Append(Batch(2), () => order.Add(3));
        Assert.False(first.IsCompleted);

        var makeRoom = new WriteBatch();
        makeRoom.Deleted.Add(1);
        _database.Write([makeRoom]);
        Assert.True(journal.Flush());

        Assert.Equal([1, 2, 3], order);
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
        Assert.False(journal.IsStalled);
    }

    /// <summary>What was refused first and is lost then is told so, and so is what came between.</summary>
    [Fact]
    public void RefusedCommit_ThatIsThenFoundDamaged_TellsAllWhoWait()
    {
        using var place = new FaultyDatabase();
        var journal = new Journal(place.Database, Durability.Strict, NullLogger.Instance);
        place.Disk.Fail(FaultyDisk.Full);
        var second = Task.CompletedTask;
        place.Disk.Meanwhile = () => second = journal.Append(Batch(2), null);
        var first = journal.Append(Batch(1), null);
        Assert.False(journal.Flush());
        var third = journal.Append(Batch(3), null);

        place.Disk.Fail(FaultyDisk.Corrupt);
        journal.Flush();

        Assert.All([first, second, third, journal.Append(Batch(4), null)], reply =>
            Assert.Equal(Grpc.Core.StatusCode.DataLoss, Assert.IsType<ServiceException>(reply.Exception?.InnerException).Code));
    }

    /// <summary>A number that nobody writes: SQLite gives it as it would any other.</summary>
    [Fact]
    public void Commit_ThatMeetsARowWhichNobodyWrote_FindsTheDatabaseDamaged()
    {
        using var place = new FaultyDatabase();
        place.Database.Write([new WriteBatch { Listed = { Closed(1) } }]);
        place.Execute("UPDATE closed SET status = 9000000000000000000");
        var journal = new Journal(place.Database, Durability.Strict, NullLogger.Instance);

        var reply = journal.Append(new WriteBatch { Deleted = { 1 } }, null);
        journal.Flush();

        Assert.Equal(Grpc.Core.StatusCode.DataLoss, Assert.IsType<ServiceException>(reply.Exception?.InnerException).Code);
        Assert.NotNull(journal.Damage);
    }

    [Fact]
    public void RefusedCommits_OnceTheyAreTaken_TellAllWhoWait()
    {
        using var place = new FaultyDatabase();
        var journal = new Journal(place.Database, Durability.Strict, NullLogger.Instance);
        place.Disk.Fail(FaultyDisk.Full);
        var replies = new List<Task>();
        for (var run = 1; run <= 4; run++)
        {
            // One comes while the ones before it wait, and one while they are being refused; the last try has no company.
            var during = run + 4;
            place.Disk.Meanwhile = () => replies.Add(journal.Append(Batch(during), null));
            replies.Add(journal.Append(Batch(run), null));
            Assert.False(journal.Flush());
            Assert.False(journal.Flush());
        }

        Assert.DoesNotContain(replies, reply => reply.IsCompleted);
        place.Disk.Recover();
        Assert.True(journal.Flush());

        Assert.Equal(8, replies.Count);
        Assert.All(replies, reply => Assert.True(reply.IsCompletedSuccessfully));
        Assert.All(Enumerable.Range(1, 8), run => Assert.Single(place.Database.ReadLog(run)));
        Assert.False(journal.IsStalled);
    }

    [Fact]
    public void RecordKinds_AreFrozen() =>
        // These numbers are in users' databases. Add kinds; never renumber.
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Enum.GetValues<RecordKind>().Select(kind => (int)kind));

    [Fact]
    public void OutboxKinds_AreFrozen() =>
        // These numbers are in users' databases. Add kinds; never renumber.
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Enum.GetValues<Engine.Histories.Transactions.OutboxKind>().Select(kind => (int)kind));

    private static ClosedRow Closed(long key) => new()
    {
        Key = key, Namespace = "default", WorkflowId = "w", RunId = "r", WorkflowType = "T", TaskQueue = "q", Status = 2, StartTime = 1, ExecutionTime = 1, CloseTime = 2,
        HistoryLength = 3, HistorySize = 4, Transitions = 1,
    };

    private static WriteBatch Batch(long runKey, long sequence = 1)
    {
        var batch = new WriteBatch();
        batch.Records.Add(new LogRecord(runKey, sequence, RecordKind.RequestId, [1]));
        return batch;
    }
}
