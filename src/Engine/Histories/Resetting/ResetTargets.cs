using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Resetting;

/// <summary>Places to reset to that are named by what is meant rather than by an event.</summary>
internal sealed class ResetTargets(HistoryCore core)
{
    /// <summary>Where a run is reset to that is named by what is meant rather than by an event.</summary>
    /// <returns>The run, which may be an earlier one of the chain, and the event.</returns>
    /// <exception cref="ServiceException">There is no such place, or no such run.</exception>
    public (string RunId, long EventId) Find(string ns, WorkflowExecution execution, ResetOptions options)
    {
        using var scope = core.Runs.Enter(ns, execution.WorkflowId, execution.RunId);
        var run = core.Runs.Load(scope.Handle);
        return options.TargetCase switch
        {
            ResetOptions.TargetOneofCase.FirstWorkflowTask => (run.RunId, TaskOf(run, static tasks => tasks.FirstOrDefault())),
            ResetOptions.TargetOneofCase.LastWorkflowTask => (run.RunId, TaskOf(run, static tasks => tasks.LastOrDefault())),
            ResetOptions.TargetOneofCase.WorkflowTaskId => (run.RunId, options.WorkflowTaskId),
            ResetOptions.TargetOneofCase.BuildId => PointOf(run, options.BuildId, options.CurrentRunOnly),
            _ => throw ServiceException.InvalidArgument("batch reset missing target"),
        };
    }

    /// <summary>The completion of a workflow task; before the first of them, what follows the scheduling of the first.</summary>
    private static long TaskOf(WorkflowRun run, Func<IEnumerable<HistoryEvent>, HistoryEvent?> choose)
    {
        var events = run.History.From(1).ToList();
        return choose(events.Where(static e => e.EventType == EventType.WorkflowTaskCompleted))?.EventId
            ?? events.Find(static e => e.EventType == EventType.WorkflowTaskScheduled)?.EventId + 1
            ?? throw new ServiceException(Grpc.Core.StatusCode.FailedPrecondition, "unable to find any scheduled or completed task");
    }

    private (string RunId, long EventId) PointOf(WorkflowRun run, string buildId, bool currentRunOnly)
    {
        var point = run.State.ResetPoints.Find(point => point.BuildId == buildId);
        var wrong = point switch
        {
            null => $"Can't find reset point for {buildId}",
            { Resettable: false } => $"Reset point for {buildId} is not resettable",
            { ExpireTime: { } expired } when expired.ToDateTime() < core.Services.Now => $"Reset point for {buildId} is expired",
            _ when point.RunId != run.RunId && currentRunOnly => $"Reset point for {buildId} points to previous run and CurrentRunOnly is set",
            _ => null,
        };
        return wrong is null ? (point!.RunId, point.FirstWorkflowTaskCompletedId) : throw new ServiceException(Grpc.Core.StatusCode.FailedPrecondition, wrong);
    }
}
