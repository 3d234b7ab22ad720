using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Timers;
using Temporalio.Api.TestService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Temporal's TestService: the SDKs' test environments lock and unlock the time with it. Served only where time is skipped.</summary>
internal sealed class TestFrontend(TimeSkipper skipper, TimeProvider time)
{
    public IReadOnlyList<ServiceCall> Calls(CallBinder bind) =>
    [
        bind.Call<LockTimeSkippingRequest, LockTimeSkippingResponse>(LockTimeSkipping),
        bind.Call<UnlockTimeSkippingRequest, UnlockTimeSkippingResponse>(UnlockTimeSkipping),
        bind.Call<SleepRequest, SleepResponse>(Sleep),
        bind.Call<SleepUntilRequest, SleepResponse>(SleepUntil),
        bind.Call<SleepRequest, SleepResponse>(UnlockTimeSkippingWithSleep),
        bind.Call<Empty, GetCurrentTimeResponse>(GetCurrentTime),
    ];

    public Task<LockTimeSkippingResponse> LockTimeSkipping(LockTimeSkippingRequest request, ServerCallContext context)
    {
        skipper.Lock();
        return Task.FromResult(new LockTimeSkippingResponse());
    }

    public Task<UnlockTimeSkippingResponse> UnlockTimeSkipping(UnlockTimeSkippingRequest request, ServerCallContext context)
    {
        skipper.Unlock();
        return Task.FromResult(new UnlockTimeSkippingResponse());
    }

    public Task<SleepResponse> Sleep(SleepRequest request, ServerCallContext context) =>
        Answer(skipper.SleepUntilAsync(After(request), context.CancellationToken));

    public Task<SleepResponse> SleepUntil(SleepUntilRequest request, ServerCallContext context) => Answer(
        skipper.SleepUntilAsync(
            request.Timestamp?.ToDateTimeClamped() ?? throw ServiceException.InvalidArgument("Timestamp is not set on request."), context.CancellationToken));

    public Task<SleepResponse> UnlockTimeSkippingWithSleep(SleepRequest request, ServerCallContext context) =>
        Answer(skipper.UnlockUntilAsync(After(request), context.CancellationToken));

    public Task<GetCurrentTimeResponse> GetCurrentTime(Empty request, ServerCallContext context) =>
        Task.FromResult(new GetCurrentTimeResponse { Time = Timestamp.FromDateTimeOffset(time.GetUtcNow()) });

    private DateTime After(SleepRequest request) => time.GetUtcNow().UtcDateTime.AddClamped(request.Duration.OrZero());

    private static async Task<SleepResponse> Answer(Task sleep)
    {
        await sleep.ConfigureAwait(false);
        return new SleepResponse();
    }
}
