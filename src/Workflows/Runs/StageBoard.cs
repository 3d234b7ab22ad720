using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Runs;

/// <summary>How the stages of a run stand. Pure state: times are given, nothing is looked up.</summary>
internal sealed class StageBoard
{
    private readonly List<Entry> _entries;

    public StageBoard(IEnumerable<string> stages)
    {
        _entries = [.. stages.Select(name => new Entry(name))];
    }

    public void Start(string name, DateTime now)
    {
        var entry = Find(name);
        entry.Started ??= now;
        entry.State = StageState.Running;
    }

    public void End(string name, StageState state, string? summary, DateTime now, IStageResult? result = null)
    {
        var entry = Find(name);
        entry.Notes = result?.Notes ?? [];
        entry.Outcome = result?.Outcome;
        entry.State = state;
        entry.Summary = summary;
        entry.Ended = now;
    }

    /// <summary>Notes that a stage was cut off and is begun again.</summary>
    public void Interrupt(string name, string cause)
    {
        var entry = Find(name);
        entry.Interruptions++;
        entry.InterruptedBy = cause;
    }

    /// <summary>Marks what has not been reached as skipped.</summary>
    public void Close()
    {
        foreach (var entry in _entries.Where(e => e.State == StageState.Waiting))
        {
            entry.State = StageState.Skipped;
        }
    }

    public IReadOnlyList<StageReport> Reports() =>
        [.. _entries.Select(e => new StageReport(e.Name, e.State, e.Started is null ? 0 : 1, (e.Ended - e.Started)?.TotalSeconds, e.Summary)
        {
            Notes = e.Notes,
            Outcome = e.Outcome,
            Interruptions = e.Interruptions,
            MostInterruptions = e.Interruptions > 0 ? Interruptions.Most : null,
            InterruptedBy = e.InterruptedBy,
        })];

    private Entry Find(string name) => _entries.Single(e => e.Name == name);

    private sealed class Entry(string name)
    {
        public string Name { get; } = name;

        public StageState State { get; set; } = StageState.Waiting;

        public DateTime? Started { get; set; }

        public DateTime? Ended { get; set; }

        public string? Summary { get; set; }

        public IReadOnlyList<string> Notes { get; set; } = [];

        public int Interruptions { get; set; }

        public string? InterruptedBy { get; set; }

        public string? Outcome { get; set; }
    }
}
