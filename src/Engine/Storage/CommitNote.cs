using System.Globalization;

namespace Mdlc.Engine.Storage;

/// <summary>
/// What the engine last committed, noted beside the database: a file that was cut off at a commit looks whole, and only this tells that
/// there was more.
/// </summary>
/// <param name="RunKey">The run of the last record; 0 when the commit left no record of a run behind, but its mark.</param>
/// <param name="Sequence">The record's place in the run's log, or the number of the mark.</param>
/// <param name="Time">When it was committed, or the engine was last there after it.</param>
/// <param name="IsStopped">Whether the engine stopped in good order after it.</param>
internal sealed record CommitNote(long RunKey, long Sequence, DateTimeOffset Time, bool IsStopped)
{
    private const int Length = 128;
    private const string Stopped = "stopped";
    private const string Running = "running";

    /// <summary>
    /// The mark up to which commits were, or were about to be, written from the log back into the file: without them the file is of several
    /// moments.
    /// </summary>
    public long WrittenBack { get; init; }

    /// <summary>What was committed, in words.</summary>
    public string What => RunKey > 0
        ? string.Create(CultureInfo.InvariantCulture, $"record {Sequence} of run {RunKey}")
        : "a change that belongs to no run, such as of a schedule";

    /// <summary>The note after these batches.</summary>
    /// <param name="mark">The number of the last mark.</param>
    public static CommitNote Of(IReadOnlyList<WriteBatch> batches, long mark, DateTimeOffset time) => WriteBatch.LastToStay(batches) is { } last
        ? new CommitNote(last.RunKey, last.Sequence, time, IsStopped: false)
        : new CommitNote(0, mark, time, IsStopped: false);

    /// <returns>The note, or null when the text is none: an empty file, or one that a crash cut in the middle.</returns>
    public static CommitNote? Parse(string text) =>
        text.Split('\n')[0].Split(' ') is [var run, var sequence, var time, (Stopped or Running) and var state, .. var more]
        && long.TryParse(run, CultureInfo.InvariantCulture, out var runKey)
        && long.TryParse(sequence, CultureInfo.InvariantCulture, out var number)
        && DateTimeOffset.TryParseExact(time, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? new CommitNote(runKey, number, moment, state == Stopped)
            {
                // Earlier versions did not tell.
                WrittenBack = more is [var mark] && long.TryParse(mark, CultureInfo.InvariantCulture, out var writtenBack) ? writtenBack : 0,
            }
            : null;

    /// <summary>One line, always as long: a shorter note leaves nothing of a longer one.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{RunKey} {Sequence} {Time:O} {(IsStopped ? Stopped : Running)} {WrittenBack}\n").PadRight(Length);
}
