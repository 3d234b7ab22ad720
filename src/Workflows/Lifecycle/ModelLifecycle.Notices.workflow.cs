using Mdlc.Workflows.Notices;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>What a lifecycle tells. Nothing waits for it: a receiver that is away for hours holds up no run.</summary>
public partial class ModelLifecycle
{
    private readonly HashSet<string> _telling = [];

    /// <summary>Puts a notice into the outbox.</summary>
    private void Tell(Notice notice)
    {
        var (waiting, lost) = Outbox.Add(_state.Outbox, notice);
        _state = _state with { Outbox = waiting };
        if (lost is not null)
        {
            NoteUntold(lost);
        }
    }

    /// <summary>Empties the outbox for as long as this run of the workflow lives. A history without notices has no command of it.</summary>
    private async Task TellAsync()
    {
        while (true)
        {
            await Workflow.WaitConditionAsync(() => NextToTell() is not null);
            var notice = NextToTell()!;
            _telling.Add(notice.Id);
            _ = TellAsync(notice);
        }
    }

    /// <summary>Each on its own: one that is tried for hours keeps the others out of nobody's file.</summary>
    private async Task TellAsync(Notice notice)
    {
        if (await Notifier.TellAsync(notice) is { } untold)
        {
            NoteUntold($"{notice.Type} of {notice.Subject} ({notice.Id}) was not told: {untold}");
        }

        _state = _state with { Outbox = [.. _state.Outbox.Where(one => one.Id != notice.Id)] };
        _telling.Remove(notice.Id);
    }

    private Notice? NextToTell() => _state.Outbox.FirstOrDefault(notice => !_telling.Contains(notice.Id));

    private void NoteUntold(string sentence) => _state = _state with { Untold = [.. _state.Untold.Append(sentence).TakeLast(Outbox.MostUntold)] };
}
