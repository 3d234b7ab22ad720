using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Runs;
using Policy = Mdlc.Workflows.Lifecycle.Triggering;

namespace Mdlc.Unit.Tests.Workflows.Triggering;

/// <summary>Lives a stream by the policy alone, as the lifecycle does: something happens, or the time comes that the policy named.</summary>
internal sealed class TriggerDriver(TriggerStream stream, ModelSpec spec)
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private LifecycleState _state = new() { Project = "p", Model = "m", Spec = spec };
    private int _arrived;
    private int _asked;
    private int _free = int.MaxValue;

    /// <summary>Each run: when it began, and what it says of itself.</summary>
    public List<(int Second, IReadOnlyList<RunCause> Causes, IReadOnlyList<RunWait> Waits)> Runs { get; } = [];

    public LifecycleState State => _state;

    public static DateTimeOffset At(int second) => Beginning.AddSeconds(second);

    public void Live()
    {
        for (var second = NextHappening(-1); second < stream.Seconds; second = Next(second))
        {
            Happen(second);
            while (_state.InFlight is null && TryBegin(second))
            {
            }
        }
    }

    private int Next(int second)
    {
        var wakes = Policy.Look(_state, At(second)).Until is { } until ? (int)(until - Beginning).TotalSeconds : int.MaxValue;
        return Math.Min(NextHappening(second), wakes);
    }

    private int NextHappening(int second)
    {
        int[] happenings =
        [
            _free,
            _arrived < stream.Arrivals.Count ? stream.Arrivals[_arrived].Second : int.MaxValue,
            _asked < stream.Asked.Count ? stream.Asked[_asked] : int.MaxValue,
            .. stream.Pauses.SelectMany(pause => new[] { pause.From, pause.Until }).Where(at => at > second),
            stream.Seconds,
        ];
        return happenings.Min();
    }

    private void Happen(int second)
    {
        if (_free == second)
        {
            _state = Policy.Finish(_state, new RunFinished(_state.InFlight!, RunState.Succeeded, Verdict.Pass, null, null), At(second));
            _free = int.MaxValue;
        }

        foreach (var (from, until) in stream.Pauses)
        {
            _state = second == until && _state.Pause is { Until: null } pause ? _state with { Pause = pause with { Until = At(second) } } : _state;
            _state = second == from && from < until ? _state with { Pause = new Pause("p", "me", "why", At(second), null) } : _state;
        }

        for (; _arrived < stream.Arrivals.Count && stream.Arrivals[_arrived].Second == second; _arrived++)
        {
            var arrival = new DataArrival("src", $"{_arrived}", $"/data/{_arrived}.csv") { Rows = stream.Arrivals[_arrived].Rows, At = At(second) };
            _state = LifecyclePolicy.Arrive(_state, arrival);

            // A sender that saw no answer sends again.
            _state = _arrived % 7 == 0 ? LifecyclePolicy.Arrive(_state, arrival) : _state;
        }

        for (; _asked < stream.Asked.Count && stream.Asked[_asked] == second; _asked++)
        {
            _state = LifecyclePolicy.Request(_state, new TrainingRequest(new("p", "m", 100_000 + _asked), spec, RunTrigger.Manual) { At = At(second) });
        }
    }

    private bool TryBegin(int second)
    {
        if (_state.Queue.Count > 0)
        {
            var request = _state.Queue[0];
            Begin(second, [new(RunTrigger.Manual, "", At(second), "")], Policy.WaitsOf(_state, request, At(second)), Policy.Begin(_state, At(second)), request.Run);
            return true;
        }

        if (!Policy.Look(_state, At(second)).Begins)
        {
            return false;
        }

        var gathered = Policy.Gather(_state, At(second));
        var run = new RunKey("p", "m", Runs.Count + 1);
        Begin(second, gathered.Causes, gathered.Waits, Policy.Record(Policy.Take(_state, At(second)), gathered, run), run);
        return true;
    }

    private void Begin(int second, IReadOnlyList<RunCause> causes, IReadOnlyList<RunWait> waits, LifecycleState state, RunKey run)
    {
        Runs.Add((second, causes, waits));
        _state = LifecyclePolicy.Begin(state, run);
        _free = second + stream.Durations[Runs.Count % stream.Durations.Count];
    }
}
