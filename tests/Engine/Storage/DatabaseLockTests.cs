using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

public sealed class DatabaseLockTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-lock-");

    private string File => Path.Combine(_folder.FullName, "engine.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Alive_MovesTheTimeAndNothingElse()
    {
        var note = new CommitNote(3, 4, Time, IsStopped: false);

        Assert.Equal(note with { Time = Time.AddSeconds(5) }, After(note, held => held.NoteAlive(Time.AddSeconds(5))));
    }

    [Fact]
    public void Stop_IsTheLastThatIsKnownOfTheEngine()
    {
        var note = new CommitNote(3, 4, Time, IsStopped: false);

        Assert.Equal(note with { Time = Time.AddHours(1), IsStopped = true }, After(note, held => held.NoteStop(Time.AddHours(1))));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(20, 10)]
    public void Found_LowersWhatWasWrittenBackToWhatIsThere(long mark, long expected) => Assert.Equal(expected, After(new CommitNote(3, 4, Time, IsStopped: false), held =>
    {
        held.NoteWriteBack(10, Time);
        held.NoteFound(mark, Time);
    }).WrittenBack);

    private CommitNote After(CommitNote note, Action<DatabaseLock> change)
    {
        using (var held = DatabaseLock.Take(File))
        {
            held.Note(note);
            change(held);
        }

        using var next = DatabaseLock.Take(File);
        return next.Found!;
    }
}
