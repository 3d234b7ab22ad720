using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility.Closed;

namespace Mdlc.Engine.Histories.Closed;

/// <summary>Closed runs as queries find them: in the database.</summary>
internal sealed class ClosedRuns(EngineDatabase database) : IClosedRuns
{
    public static ClosedKind KindOf(ClosedGroup group) => new(group.Namespace, (WorkflowExecutionStatus)group.Status, group.Division);

    public IEnumerable<(ClosedKind Kind, long Count)> Count() => database.CountClosed().Select(static group => (KindOf(group.Group), group.Count));

    public IClosedMoment Open() => new ClosedMoment(database.TakeSnapshot());
}
