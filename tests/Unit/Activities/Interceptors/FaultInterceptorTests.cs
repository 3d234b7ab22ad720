using Mdlc.Activities.Interceptors;
using Mdlc.Activities.Training;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Unit.Tests.Activities.Interceptors;

public sealed class FaultInterceptorTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    public static TheoryData<Exception, string, bool> Ends => new()
    {
        { new IOException("No space left on device", 28), ErrorTypes.NoRoom, false },
        { new NoRoomException("no room"), ErrorTypes.NoRoom, false },
        { FaultException.InData("rows.csv cannot be read", new IOException("No space left on device", 28)), ErrorTypes.NoRoom, false },
        { FaultException.InData("rows.csv cannot be read"), ErrorTypes.DataFault, true },
        { FaultException.InResource("too large"), ErrorTypes.ResourceFault, true },
        { new TrainerKilledException("killed"), ErrorTypes.Interrupted, true },
    };

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Exception_BecomesWhatAWorkflowDecidesBy(Exception thrown, string type, bool isLast)
    {
        var inbound = new FaultInterceptor(_temporary.Home).InterceptActivity(new Throwing(thrown));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => inbound.ExecuteActivityAsync(null!));

        Assert.Equal((type, isLast), (failure.ErrorType, failure.NonRetryable));
        Assert.Equal(type == ErrorTypes.NoRoom, !failure.Message.Contains("rows.csv", StringComparison.Ordinal) && failure.Message.Contains("no room", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PageOfAFault_TravelsWithTheFailure()
    {
        var page = new FaultPage("validation.html", new("ab/ab.html", "ab", 7));
        var inbound = new FaultInterceptor(_temporary.Home).InterceptActivity(new Throwing(new FaultException(FaultKind.Data, "too many rows") { Page = page }));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => inbound.ExecuteActivityAsync(null!));

        Assert.Equal(page, Failures.Page(failure));
    }

    [Fact]
    public async Task Exception_OfNoKindOfOurs_StaysWhatItIs()
    {
        var inbound = new FaultInterceptor(_temporary.Home).InterceptActivity(new Throwing(new IOException("busy")));

        await Assert.ThrowsAsync<IOException>(() => inbound.ExecuteActivityAsync(null!));
    }

    private sealed class Throwing(Exception exception) : ActivityInboundInterceptor(null!)
    {
        public override Task<object?> ExecuteActivityAsync(ExecuteActivityInput input) => Task.FromException<object?>(exception);
    }
}
