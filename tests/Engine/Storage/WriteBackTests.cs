using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Storage;

/// <summary>A log that was written back into the file and is cut off then leaves pages of two moments, which may look whole.</summary>
public sealed class WriteBackTests : IDisposable
{
    private const int LogHeader = 32;
    private const int Frame = 4096 + 24;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-writeback-");

    private string Original => Path.Combine(_folder.FullName, "engine.db");

    private string Torn => Path.Combine(_folder.FullName, "torn.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Log_CutOffAfterItWasWrittenBack_IsRefused()
    {
        var note = CopyAfterWriteBack();
        using (var log = new FileStream(Torn + "-wal", FileMode.Open))
        {
            log.SetLength(LogHeader + (25 * Frame) + 100);
        }

        var refusal = Assert.Throws<InvalidDataException>(() => Open(note));

        Assert.Contains("write-ahead log was cut off", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_AfterItWasWrittenBack_OpensWithAllThereIs() => Assert.True(Open(CopyAfterWriteBack()));

    [Fact]
    public void Log_ThatIsGoneAfterItWasWrittenBack_LeavesAFileOfOneMoment()
    {
        var note = CopyAfterWriteBack();
        File.Delete(Torn + "-wal");

        Assert.True(Open(note));
    }

    /// <summary>The restored file has a log of its own after the next kill, and must not be held against the file that it replaced.</summary>
    [Fact]
    public async Task OlderCopy_PutInTheFilesPlace_IsNotMeasuredByThatOne()
    {
        using (var earlier = DatabaseLock.Take(Original))
        {
            earlier.NoteWriteBack(1_000_000, DateTimeOffset.UnixEpoch);
        }

        await using (await EngineHost.StartAsync(new EngineOptions { DbFilename = Original }))
        {
            Copy();
        }

        using var held = DatabaseLock.Take(Original);
        Assert.True(Open(held.Found!));
    }

    [Fact]
    public void Kills_BeforeTheLimit_DoNotKeepTheLogFromBeingWrittenBack()
    {
        var isWrittenBack = false;
        for (var life = 1; life <= 50 && !isWrittenBack; life++)
        {
            using var database = OpenLimited();
            database.WritingBack += _ => isWrittenBack = true;
            database.Write([Batch(life)]);
            Copy();

            // The next life opens what a kill would leave of this one: without the connection's end, which writes back by itself.
            foreach (var suffix in new[] { "", "-wal" })
            {
                File.Copy(Torn + suffix, Original + ".killed" + suffix, overwrite: true);
            }

            database.Dispose();
            foreach (var suffix in new[] { "", "-wal" })
            {
                File.Move(Original + ".killed" + suffix, Original + suffix, overwrite: true);
            }
        }

        Assert.True(isWrittenBack);
    }

    /// <returns>What the engine has noted when its log was written back and nothing came after that.</returns>
    private CommitNote CopyAfterWriteBack()
    {
        long? mark = null;
        using var database = OpenLimited();
        database.WritingBack += reached => mark = reached;
        var run = 0;
        while (mark is null)
        {
            database.Write([Batch(++run)]);
        }

        Copy();
        return new CommitNote(run, 1, DateTimeOffset.UnixEpoch, IsStopped: false) { WrittenBack = mark.Value };
    }

    private EngineDatabase OpenLimited() =>
        EngineDatabase.Open(Original, Durability.Strict, new Dictionary<string, string> { ["wal_autocheckpoint"] = "40" });

    private void Copy()
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(Original + suffix, Torn + suffix, overwrite: true);
        }
    }

    /// <returns>Whether the last commit is there.</returns>
    private bool Open(CommitNote note)
    {
        var check = OpeningCheck.Of(Torn, note);
        using var database = EngineDatabase.Open(Torn, Durability.Strict);
        check.Run(database, NullLogger.Instance);
        return database.Has(note);
    }

    private static WriteBatch Batch(int run)
    {
        var batch = new WriteBatch();
        batch.NewRuns.Add(new RunRow(run, "default", "w", $"run {run}", "", null));
        batch.Records.Add(new LogRecord(run, 1, RecordKind.Events, new byte[2000]));
        return batch;
    }
}
