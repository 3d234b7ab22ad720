using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Storage;

public sealed class JournalWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FaultyDatabase _place = new();
    private readonly Journal _journal;

    public JournalWriterTests() => _journal = new Journal(_place.Database, Durability.Strict, NullLogger.Instance);

    public void Dispose() => _place.Dispose();

    /// <summary>Work that came while the disk refused must not be the last that the writer ever hears of.</summary>
    [Fact]
    public async Task Writer_OnceTheDiskAcceptsAgain_TakesWhatComesLater()
    {
        var refusals = new SemaphoreSlim(0);
        _journal.Refused += _ => refusals.Release();
        using var writer = new JournalWriter(_journal);
        await _journal.Append(Batch(1), null).WaitAsync(Patience);
        _place.Disk.Fail(FaultyDisk.Full);
        var refused = _journal.Append(Batch(2), null);
        await AwaitAsync(refusals, 1);

        var meanwhile = _journal.Append(Batch(3), null);
        await AwaitAsync(refusals, 3);
        _place.Disk.Recover();
        await Task.WhenAll(refused, meanwhile).WaitAsync(Patience);
        await _journal.Append(Batch(4), null).WaitAsync(Patience);

        Assert.Single(_place.Database.ReadLog(4));
    }

    [Fact]
    public async Task Writer_ThatFindsTheFileDamaged_TellsAllAndStops()
    {
        using (new JournalWriter(_journal))
        {
            _place.Disk.Fail(FaultyDisk.Corrupt);
            await Assert.ThrowsAsync<ServiceException>(() => _journal.Append(Batch(1), null).WaitAsync(Patience));
            await Assert.ThrowsAsync<ServiceException>(() => _journal.Append(Batch(2), null).WaitAsync(Patience));
        }

        Assert.NotNull(_journal.Damage);
    }

    /// <summary>What is appended from many threads while the writer falls asleep and wakes up again is written, each of it.</summary>
    [Fact]
    public async Task Writer_CalledFromManyThreads_MissesNobody()
    {
        using var writer = new JournalWriter(_journal);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await _journal.Append(Batch(1 + thread * 50 + i), null).WaitAsync(Patience);
            }
        })));

        Assert.All(Enumerable.Range(1, 200), run => Assert.Single(_place.Database.ReadLog(run)));
    }

    /// <summary>Nobody calls for what was there before the writer.</summary>
    [Fact]
    public async Task Writer_ThatComesLate_TakesWhatIsThere()
    {
        var early = _journal.Append(Batch(1), null);

        using var writer = new JournalWriter(_journal);

        await early.WaitAsync(Patience);
    }

    [Fact]
    public void Writer_ThatEnds_WritesWhatWaitsForCompany()
    {
        using (new JournalWriter(_journal))
        {
            _journal.AppendLazily(Batch(1));
        }

        Assert.Single(_place.Database.ReadLog(1));
    }

    [Fact]
    public void Steps_LazyBatch_WaitsForCompanyOnce()
    {
        var steps = new WriterSteps(_journal);
        Assert.Equal(Timeout.InfiniteTimeSpan, steps.Step());
        _journal.AppendLazily(Batch(1));

        Assert.Equal(TimeSpan.FromSeconds(1), steps.Step());
        Assert.Empty(_place.Database.ReadLog(1));
        Assert.Equal(Timeout.InfiniteTimeSpan, steps.Step());
        Assert.Single(_place.Database.ReadLog(1));
        _journal.AppendLazily(Batch(2));
        Assert.Equal(TimeSpan.FromSeconds(1), steps.Step());
    }

    [Fact]
    public void Steps_RefusedCommit_IsTriedAgainBeforeAnythingElseIsWaitedFor()
    {
        var steps = new WriterSteps(_journal);
        _journal.AppendLazily(Batch(1));
        steps.Step();
        _place.Disk.Fail(FaultyDisk.Full);

        Assert.Equal(TimeSpan.FromMilliseconds(200), steps.Step());
        Assert.Equal(TimeSpan.FromMilliseconds(200), steps.Step());
        _place.Disk.Recover();
        Assert.Equal(Timeout.InfiniteTimeSpan, steps.Step());
        Assert.Single(_place.Database.ReadLog(1));
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
