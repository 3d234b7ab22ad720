using Mdlc.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Storage;

public sealed class JournalWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EngineDatabase _database = EngineDatabase.Open(null, Durability.Strict);

    public void Dispose() => _database.Dispose();

    /// <summary>Work that came while the disk refused must not be the last that the writer ever hears of.</summary>
    [Fact]
    public async Task Writer_OnceTheDiskAcceptsAgain_TakesWhatComesLater()
    {
        var journal = new Journal(_database, Durability.Strict, NullLogger.Instance);
        var refusals = new SemaphoreSlim(0);
        journal.Refused += _ => refusals.Release();
        using var writer = new JournalWriter(journal);
        await journal.Append(Batch(1), null).WaitAsync(Patience);
        var refused = journal.Append(Batch(1), null);
        await AwaitAsync(refusals, 1);

        var meanwhile = journal.Append(Batch(2), null);
        await AwaitAsync(refusals, 3);
        var makeRoom = new WriteBatch();
        makeRoom.Deleted.Add(1);
        _database.Write([makeRoom]);
        await Task.WhenAll(refused, meanwhile).WaitAsync(Patience);
        await journal.Append(Batch(3), null).WaitAsync(Patience);

        Assert.Single(_database.ReadLog(3));
    }

    private static async Task AwaitAsync(SemaphoreSlim refusals, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(await refusals.WaitAsync(Patience));
        }
    }

    private static WriteBatch Batch(long runKey)
    {
        var batch = new WriteBatch();
        batch.Records.Add(new LogRecord(runKey, 1, RecordKind.RequestId, [1]));
        return batch;
    }
}
