using Grpc.Core;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Frontend.Http;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Frontend;

/// <summary>A refusal that says what is the case leaves when that is on disk: a crash may not make it untrue.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly EngineDatabase _database = EngineDatabase.Open(null, Durability.Strict);
    private readonly Journal _journal;

    public RefusalTests() => _journal = new Journal(_database, Durability.Strict, NullLogger.Instance);

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData(StatusCode.AlreadyExists)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task Refusal_OfWhatIsTheCase_WaitsForTheDisk(StatusCode code)
    {
        var started = Append();

        var refused = InvokeAsync("StartWorkflowExecution", new ServiceException(code, "it is so"));

        Assert.False(refused.IsCompleted);
        Assert.True(_journal.Flush());
        Assert.True(started.IsCompletedSuccessfully);
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => refused)).StatusCode);
    }

    [Theory]
    [InlineData("StartWorkflowExecution", StatusCode.InvalidArgument)]
    [InlineData("DescribeWorkflowExecution", StatusCode.NotFound)]
    public async Task Refusal_OfTheRequestItselfOrOfALook_LeavesAtOnce(string call, StatusCode code)
    {
        _ = Append();

        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => InvokeAsync(call, new ServiceException(code, "no")))).StatusCode);
    }

    [Fact]
    public async Task Refusal_WhileACommitIsUnderWay_WaitsForIt()
    {
        Task? refused = null;
        var wasOut = true;
        _ = _journal.Append(Batch(), () =>
        {
            refused = InvokeAsync("StartWorkflowExecution", new ServiceException(StatusCode.AlreadyExists, "it is so"));
            wasOut = refused.IsCompleted;
        });

        _journal.Flush();

        Assert.False(wasOut);
        await Assert.ThrowsAsync<RpcException>(() => refused!);
    }

    [Fact]
    public async Task Refusal_AfterEverythingIsOnDisk_LeavesAtOnce()
    {
        _ = Append();
        _journal.Flush();

        await Assert.ThrowsAsync<RpcException>(() => InvokeAsync("SignalWorkflowExecution", new ServiceException(StatusCode.NotFound, "it has ended")));
    }

    private static WriteBatch Batch()
    {
        var batch = new WriteBatch();
        batch.Records.Add(new LogRecord(1, 1, RecordKind.RequestId, [1]));
        return batch;
    }

    private Task Append() => _journal.Append(Batch(), null);

    private Task InvokeAsync(string name, ServiceException refusal)
    {
        var call = new ServiceCall<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse>(
            "service", name, (_, _) => throw refusal, static _ => { }, new EngineStatus(_journal, "cluster", null, CancellationToken.None));
        return call.InvokeAsync(new StartWorkflowExecutionRequest(), new HttpCallContext(new DefaultHttpContext(), name, "test", DateTime.UtcNow));
    }
}
