namespace Mdlc.Workflows.Notices;

/// <summary>Notices that wait to go out. Pure.</summary>
public static class Outbox
{
    /// <summary>More do not wait: who is told nothing for so long has other troubles, and a state that grows for ever would be another.</summary>
    public const int MostWaiting = 200;

    public const int MostUntold = 20;

    /// <summary>Adds a notice; one whose id waits already is that one.</summary>
    /// <returns>What waits, and the sentence of what does not fit any more.</returns>
    public static (IReadOnlyList<Notice> Waiting, string? Lost) Add(IReadOnlyList<Notice> waiting, Notice notice)
    {
        if (waiting.Any(one => one.Id == notice.Id))
        {
            return (waiting, null);
        }

        return waiting.Count < MostWaiting
            ? ([.. waiting, notice], null)
            : (waiting, $"{notice.Type} of {notice.Subject} ({notice.Id}) was not told: {MostWaiting} notices wait already.");
    }
}
