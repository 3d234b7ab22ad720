using System.Collections.Concurrent;
using Mdlc.Web;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Starter.Happenings;

/// <summary>What the webhook was sent, until somebody takes it to tell it. Of more than can be told, a number is kept.</summary>
internal sealed class EventList(TimeProvider time) : IEventTeller
{
    private const int Most = 1_000;

    private readonly ConcurrentQueue<Happening> _events = new();
    private int _untold;

    public void Taken(string project, string model, DataArrival arrival) =>
        Add(new Happening(time.GetUtcNow(), "event", $"{project}/{model}", "taken", $"data arrived: {arrival.File} (event {arrival.Id} of {arrival.Source})"));

    public void Refused(int status, string reason) => Add(new Happening(time.GetUtcNow(), "event", null, "refused", $"refused with {status}: {reason}"));

    public IReadOnlyList<Happening> Take()
    {
        var taken = new List<Happening>();
        while (_events.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        if (Interlocked.Exchange(ref _untold, 0) is > 0 and var more)
        {
            taken.Add(new Happening(time.GetUtcNow(), "event", null, "more", $"{more} more, which came too fast to be told one by one"));
        }

        return taken;
    }

    private void Add(Happening happening)
    {
        if (_events.Count < Most)
        {
            _events.Enqueue(happening);
        }
        else
        {
            Interlocked.Increment(ref _untold);
        }
    }
}
