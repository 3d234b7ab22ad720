using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>Writes the lines that the parent reads. Safe for any number of threads.</summary>
internal sealed class Reporter(TextWriter output, TimeProvider time)
{
    // FastTree says something every few milliseconds; a person, and a heartbeat, need less.
    private static readonly TimeSpan BetweenTexts = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TrainingPhase _phase;
    private TimeSpan? _lastText;

    public void Enter(TrainingPhase phase)
    {
        lock (_lock)
        {
            _phase = phase;
            _lastText = null;
            Write(text: null);
        }
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            if (_lastText is { } last && now - last < BetweenTexts)
            {
                return;
            }

            _lastText = now;
            Write(text);
        }
    }

    /// <param name="isDue">The parent counts on this line.</param>
    public void Tell(BoostingProgress boosting, bool isDue)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            if (!isDue && _lastText is { } last && now - last < BetweenTexts)
            {
                return;
            }

            _lastText = now;
            Write(text: null, boosting: boosting);
        }
    }

    public void Done(TrainingOutcome outcome)
    {
        lock (_lock)
        {
            _phase = TrainingPhase.Done;
            Write(text: null, outcome);
        }
    }

    public void Failed(Exception exception)
    {
        lock (_lock)
        {
            Write(text: null, failure: new TrainingFailure(
                (exception as FaultException)?.Kind, IsOutOfMemory(exception), exception.Message, exception.ToString(), PeakMemory.Mb())
            {
                NoRoom = NoRoom.IsMeantBy(exception),
            });
        }
    }

    private static bool IsOutOfMemory(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is OutOfMemoryException
                || exception.Message.Contains("bad_alloc", StringComparison.Ordinal)
                || exception.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private void Write(string? text, TrainingOutcome? outcome = null, TrainingFailure? failure = null, BoostingProgress? boosting = null)
    {
        var message = new TrainingMessage
        {
            Phase = _phase, Seconds = time.GetElapsedTime(_start).TotalSeconds, Text = text, Boosting = boosting, Outcome = outcome, Failure = failure,
        };
        output.WriteLine(MdlcJson.Serialize(message));
        output.Flush();
    }
}
