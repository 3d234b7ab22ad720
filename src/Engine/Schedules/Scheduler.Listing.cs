using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

internal sealed partial class Scheduler
{
    /// <exception cref="InvalidVisibilityRequestException">The query or the page token is not valid.</exception>
    public ListSchedulesResponse List(ListSchedulesRequest request)
    {
        Services.Namespaces.Get(request.Namespace);
        CheckNames(request.Query);
        var size = request.MaximumPageSize is > 0 and <= VisibilityManager.MaxPageSize ? request.MaximumPageSize : VisibilityManager.MaxPageSize;
        var page = _visibility.List(request.Namespace, request.Query, size, request.NextPageToken);
        return new ListSchedulesResponse
        {
            Schedules = { page.Records.Select(record => Entry(record.Namespace, record.WorkflowId)).OfType<ScheduleListEntry>() },
            NextPageToken = page.NextPageToken,
        };
    }

    /// <inheritdoc cref="List"/>
    public CountSchedulesResponse Count(CountSchedulesRequest request)
    {
        Services.Namespaces.Get(request.Namespace);
        CheckNames(request.Query);
        return new CountSchedulesResponse { Count = _visibility.Count(request.Namespace, request.Query).Count };
    }

    /// <summary>A schedule is no workflow: of what the server keeps of one, only the pause can be asked for.</summary>
    private static void CheckNames(string query)
    {
        foreach (var name in QueryColumns.Of(query))
        {
            if (SystemSearchAttributes.IsReserved(name) && name is not (SystemSearchAttributes.SchedulePaused or "TemporalScheduleId"))
            {
                throw new InvalidVisibilityRequestException($"invalid query filter for schedules: cannot filter on \"{name}\"");
            }
        }
    }

    /// <summary>As it is now; null when it was deleted since the query.</summary>
    private ScheduleListEntry? Entry(string ns, string scheduleId)
    {
        if (!_schedules.TryGetValue((ns, scheduleId), out var handle))
        {
            return null;
        }

        lock (handle.Gate)
        {
            return ScheduleViews.ListEntry(handle, Now);
        }
    }
}
