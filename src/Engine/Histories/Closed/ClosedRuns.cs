using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility.Closed;

namespace Mdlc.Engine.Histories.Closed;

/// <summary>Closed runs as queries find them: in the database.</summary>
/// <param name="largeSet">To make a set of so many runs takes longer than to look each run up while one goes through them.</param>
internal sealed class ClosedRuns(EngineDatabase database, int largeSet = ClosedRuns.LargeSet) : IClosedRuns
{
    private const int LargeSet = 20_000;

    public static ClosedKind KindOf(ClosedGroup group) => new(group.Namespace, (WorkflowExecutionStatus)group.Status, group.Division);

    public IEnumerable<(ClosedKind Kind, long Count)> Count() => database.CountClosed().Select(static group => (KindOf(group.Group), group.Count));

    public IClosedMoment Open() => new ClosedMoment(database.TakeSnapshot(), largeSet);
}
