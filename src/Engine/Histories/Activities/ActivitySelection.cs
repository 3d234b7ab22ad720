using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Activities;

/// <summary>Which pending activities of a run a call means: the one of an id, those of a type, or all.</summary>
internal readonly record struct ActivitySelection(string? Id, string? Type)
{
    /// <summary>Invalid id, or one that is closed: the Go server says the same to both.</summary>
    private const string NotFound = "Can't find pending activity with such ID. Invalid activityID or activity already completed";

    public static ActivitySelection Of(PauseActivityRequest request) => Checked(
        request.Execution, request.ActivityCase != PauseActivityRequest.ActivityOneofCase.None, request.HasId ? request.Id : null, request.HasType ? request.Type : null);

    public static ActivitySelection Of(UnpauseActivityRequest request) => Checked(
        request.Execution, request.ActivityCase != UnpauseActivityRequest.ActivityOneofCase.None, request.HasId ? request.Id : null, request.HasType ? request.Type : null);

    public static ActivitySelection Of(ResetActivityRequest request) => Checked(
        request.Execution, request.ActivityCase != ResetActivityRequest.ActivityOneofCase.None, request.HasId ? request.Id : null, request.HasType ? request.Type : null);

    public static ActivitySelection Of(UpdateActivityOptionsRequest request) => Checked(
        request.Execution, request.ActivityCase != UpdateActivityOptionsRequest.ActivityOneofCase.None, request.HasId ? request.Id : null, request.HasType ? request.Type : null);

    /// <exception cref="ServiceException">There is none.</exception>
    public IReadOnlyList<PendingActivity> In(MutableState state)
    {
        var (id, type) = this;
        List<PendingActivity> selected = [.. state.Activities.Values.Where(activity =>
            id is not null ? activity.ActivityId == id : type is null || activity.Scheduled.ActivityType.Name == type)];
        return selected.Count > 0 ? selected : throw ServiceException.NotFound(NotFound);
    }

    private static ActivitySelection Checked(WorkflowExecution? execution, bool isSet, string? id, string? type)
    {
        if (string.IsNullOrEmpty(execution?.WorkflowId))
        {
            throw ServiceException.InvalidArgument("WorkflowId is not set on request.");
        }

        if (execution.RunId.Length > 0 && !Guid.TryParse(execution.RunId, out _))
        {
            throw ServiceException.InvalidArgument("RunId is not valid UUID.");
        }

        return isSet ? new(id, type) : throw ServiceException.InvalidArgument("Either Activity.Id or Activity.Type should be set on request.");
    }
}
