namespace Mdlc.Engine.Tests.Simulation;

/// <summary>The engine's parts, and which of them have something under way.</summary>
internal static class Parts
{
    public static readonly string[] All = ["journal", "replies", "outbox", "timers", "activities", "children", "buffered", "workflow tasks", "polls", "updates", "schedules", "closed runs"];

    public static IEnumerable<string> UnderWay(World world)
    {
        var engine = world.Life.Engine;
        var open = world.OpenRuns().ToList();
        (string Name, bool Has)[] parts =
        [
            ("journal", world.Life.Journal.HasWork), ("replies", world.Mail.Count > 0), ("outbox", engine.Outbox.TryPeek(out _)),
            ("timers", open.Exists(run => run.State.Timers.Count > 0)), ("activities", open.Exists(run => run.State.Activities.Count > 0)),
            ("children", open.Exists(run => run.State.Children.Count > 0)), ("buffered", open.Exists(run => run.Buffered.Count > 0)),
            ("workflow tasks", open.Exists(run => run.State.Task is { IsStarted: true })), ("polls", world.Workers.Waiting > 0),
            ("updates", world.Clients.UpdatesUnderWay > 0), ("schedules", world.Clients.HasSchedule),
            ("closed runs", world.Checks.SeenClosed),
        ];
        return parts.Where(part => part.Has).Select(part => part.Name);
    }
}
