using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web;

/// <summary>Is told what comes of the events that a webhook is sent. Answers at once: the sender waits.</summary>
public interface IEventTeller
{
    /// <summary>It is durable. One that was sent before is told again, and dropped later.</summary>
    void Taken(string project, string model, DataArrival arrival);

    /// <param name="reason">A sentence. It may hold what the sender wrote.</param>
    void Refused(int status, string reason);
}
