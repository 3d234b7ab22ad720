using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Runs;

/// <summary>
/// Tells whoever waits for a run that the home's disk is full: then nothing of the run can be recorded, and without a word it would look as if
/// it stood still.
/// </summary>
internal sealed class RoomWatch(Home home, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private DateTimeOffset _next;
    private bool _isFull;

    /// <summary>May be called at any rate; says something only when it changes.</summary>
    public void Look()
    {
        if (time.GetUtcNow() is var now && now < _next)
        {
            return;
        }

        _next = now + LookEvery;
        if (Change(NoRoom.IsIn(home.Root)) is { } change)
        {
            Report.Warn(change);
        }
    }

    /// <summary>What is to be told; null where all is as it was.</summary>
    public string? Change(bool isFull)
    {
        if (isFull == _isFull)
        {
            return null;
        }

        _isFull = isFull;
        return isFull ? Sentence(home) : $"There is room at {home.Root} again: the work goes on.";
    }

    /// <summary>The same for whoever only looks: a run that waits for room cannot have that recorded.</summary>
    public static void WarnIfWaiting(Home home, IEnumerable<RunReport> reports)
    {
        if (reports.Any(report => !RunClient.HasEnded(report)) && NoRoom.IsIn(home.Root))
        {
            Report.Warn(Sentence(home));
        }
    }

    private static string Sentence(Home home) =>
        $"There is no room on the disk of {home.Root}: what is in hand waits, and goes on by itself once there is some. A run that has become suspended meanwhile is begun again by mdlc run retry.";
}
