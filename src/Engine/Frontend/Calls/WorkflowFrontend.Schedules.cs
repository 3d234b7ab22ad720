using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public Task<CreateScheduleResponse> CreateSchedule(CreateScheduleRequest request, ServerCallContext context) =>
        Committed(scheduler.Create(request));

    public Task<DescribeScheduleResponse> DescribeSchedule(DescribeScheduleRequest request, ServerCallContext context) =>
        scheduler.Describe(request.Namespace, request.ScheduleId);

    public async Task<UpdateScheduleResponse> UpdateSchedule(UpdateScheduleRequest request, ServerCallContext context)
    {
        await scheduler.Update(request).ConfigureAwait(false);
        return new UpdateScheduleResponse();
    }

    public async Task<PatchScheduleResponse> PatchSchedule(PatchScheduleRequest request, ServerCallContext context)
    {
        await scheduler.Patch(request).ConfigureAwait(false);
        return new PatchScheduleResponse();
    }

    public async Task<DeleteScheduleResponse> DeleteSchedule(DeleteScheduleRequest request, ServerCallContext context)
    {
        await scheduler.Delete(request.Namespace, request.ScheduleId).ConfigureAwait(false);
        return new DeleteScheduleResponse();
    }

    public Task<ListScheduleMatchingTimesResponse> ListScheduleMatchingTimes(ListScheduleMatchingTimesRequest request, ServerCallContext context) =>
        Task.FromResult(scheduler.MatchingTimes(request));

    public Task<ListSchedulesResponse> ListSchedules(ListSchedulesRequest request, ServerCallContext context) =>
        Task.FromResult(scheduler.List(request));

    public Task<CountSchedulesResponse> CountSchedules(CountSchedulesRequest request, ServerCallContext context) =>
        Task.FromResult(scheduler.Count(request));
}
