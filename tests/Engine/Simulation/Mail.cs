using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>
/// Replies that wait for the disk. All that were posted before a commit of all that is queued must leave with it; they are waited for there,
/// so that what happens next does not depend on other threads.
/// </summary>
internal sealed class Mail
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private List<(string Name, Task Reply, Action<bool> Arrived)> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>The process is dead already, although what it did last is still carried out: no reply arrives.</summary>
    public bool IsDead { get; set; }

    /// <param name="arrived">Is told whether the reply is good.</param>
    public void Post(string name, Task reply, Action<bool> arrived)
    {
        if (reply.IsCompleted)
        {
            arrived(reply.IsCompletedSuccessfully && !IsDead);
            return;
        }

        _waiting.Add((name, reply, arrived));
    }

    /// <summary>A commit is done: the first so many replies, which were there when it began, leave.</summary>
    public void Leave(int count)
    {
        var waiting = _waiting[..count];
        _waiting = _waiting[count..];
        foreach (var (name, reply, arrived) in waiting)
        {
            try
            {
                if (!reply.Wait(Patience))
                {
                    throw new InvalidOperationException($"the reply to {name} never leaves, although all is on disk");
                }
            }
            catch (AggregateException e) when (e.InnerException is ServiceException)
            {
                // It is refused.
            }

            arrived(reply.IsCompletedSuccessfully && !IsDead);
        }
    }

    /// <summary>The process has ended: nobody gets an answer.</summary>
    public void Lose()
    {
        var waiting = _waiting;
        _waiting = [];
        waiting.ForEach(static entry => entry.Arrived(false));
    }
}
