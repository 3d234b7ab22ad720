using Mdlc.Engine.Schedules.Specs;

namespace Mdlc.Engine.Schedules;

/// <summary>One schedule in memory. Whoever reads or changes it holds <see cref="Gate"/>.</summary>
internal sealed class ScheduleHandle
{
    private readonly string _jitterSeed;
    private volatile bool _hasNews;

    public ScheduleHandle(StoredSchedule state, string namespaceId)
    {
        State = state;
        _jitterSeed = $"{namespaceId}-{state.ScheduleId}";
        Compile();
    }

    /// <summary>Taken before the gate of any workflow id, never while one is held.</summary>
    public Lock Gate { get; } = new();

    public StoredSchedule State { get; }

    /// <summary>The times of the spec; null when this machine cannot make sense of it, such as of a time zone it does not know.</summary>
    public SpecTimes? Times { get; private set; }

    /// <summary>The first time that lies ahead, whether or not an action may be taken then.</summary>
    public DateTime? Next { get; set; }

    /// <summary>Ends when the latest change is durable.</summary>
    public Task LastCommit { get; set; } = Task.CompletedTask;

    public bool IsDeleted { get; set; }

    /// <summary>Whether an action has ended since the last look. Set without the gate.</summary>
    public bool HasNews
    {
        get => _hasNews;
        set => _hasNews = value;
    }

    public bool MayAct => State.Schedule.State is { Paused: false } state && (!state.LimitedActions || state.RemainingActions > 0);

    /// <summary>The spec has changed.</summary>
    public void Compile()
    {
        try
        {
            Times = new SpecTimes(State.Schedule.Spec, _jitterSeed);
            State.Info.InvalidScheduleError = "";
        }
        catch (InvalidSpecException e)
        {
            Times = null;
            State.Info.InvalidScheduleError = e.Message;
        }
    }
}
