using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

public sealed class CommitNoteTests
{
    private static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(long.MaxValue, long.MaxValue, false)]
    public void Text_ReadsBack(long run, long sequence, bool stopped)
    {
        var note = new CommitNote(run, sequence, Time, stopped) { WrittenBack = run };

        Assert.Equal(note, CommitNote.Parse(note.ToString()));
        Assert.Equal(128, note.ToString().Length);
    }

    [Fact]
    public void Parse_OfAnEarlierVersion_TellsNothingOfWhatWasWrittenBack() => Assert.Equal(
        new CommitNote(1, 2, Time, IsStopped: true), CommitNote.Parse("1 2 2030-01-02T03:04:05.0000000+00:00 stopped\n"));

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("1 2 yesterday running\n")]
    [InlineData("1 2 2030-01-02T03:04:05.0000000+00:00 runn")]
    public void Parse_WhatIsNoNote_IsNone(string text) => Assert.Null(CommitNote.Parse(text));

    [Fact]
    public void Of_IsTheLastRecordThatStays()
    {
        var first = new WriteBatch();
        first.Records.Add(new LogRecord(1, 1, RecordKind.Events, []));
        var second = new WriteBatch();
        second.Records.Add(new LogRecord(2, 9, RecordKind.Events, []));
        second.Deleted.Add(2);

        Assert.Equal(new CommitNote(1, 1, Time, false), CommitNote.Of([first, second], mark: 5, Time));
    }

    [Fact]
    public void Of_NothingThatStays_AsksForTheMark()
    {
        var batch = new WriteBatch();
        batch.Deleted.Add(1);

        Assert.Equal(new CommitNote(0, 5, Time, false), CommitNote.Of([batch], mark: 5, Time));
    }
}
