using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories.Updates;

/// <summary>What of updates outlives the process: what history shows, and nothing else.</summary>
public sealed class UpdateRestartTests : IDisposable
{
    private const UpdateWorkflowExecutionLifecycleStage Accepted = UpdateWorkflowExecutionLifecycleStage.Accepted;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-update-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public UpdateRestartTests()
    {
        _loop = new EngineLoop(_file);
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);
    }

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Accepted_CompletesAfterTheRestart()
    {
        _ = _loop.Update(stage: Accepted);
        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept()]);

        Restart();
        var outcome = _loop.PollUpdate();
        Assert.Equal(Accepted, (await _loop.Update(stage: Accepted)).Stage);
        _loop.Signal("go on");
        _loop.Answer(_loop.PollWorkflow()!, [Does.Finish()]);

        Assert.NotNull((await outcome).Outcome.Success);
        var completed = _loop.History().Single(e => e.EventType == EventType.WorkflowExecutionUpdateCompleted).WorkflowExecutionUpdateCompletedEventAttributes;
        Assert.Equal(EventType.WorkflowExecutionUpdateAccepted, _loop.History()[(int)completed.AcceptedEventId - 1].EventType);
    }

    [Fact]
    public async Task Completed_AnswersAfterTheRestart_AndAfterTheClose()
    {
        _ = _loop.Update();
        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept(), Does.Finish()]);

        Restart();
        Assert.NotNull((await _loop.Update()).Outcome.Success);
        _loop.Signal("end");
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Restart();

        Assert.NotNull((await _loop.Update()).Outcome.Success);
        Assert.NotNull((await _loop.PollUpdate()).Outcome.Success);
    }

    [Fact]
    public async Task Accepted_WhenTheWorkflowClosed_HasFailedAfterTheRestart()
    {
        _ = _loop.Update(stage: Accepted);
        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept()]);
        _loop.Signal("end");
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());

        Restart();

        Assert.Equal("AcceptedUpdateCompletedWorkflow", (await _loop.PollUpdate()).Outcome.Failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public async Task Admitted_IsLost_AndAskedForAgain()
    {
        _ = _loop.Update();
        var old = _loop.PollWorkflow()!;

        Restart();

        await Assert.ThrowsAsync<ServiceException>(() => _loop.PollUpdate());
        Assert.Null(_loop.PollWorkflow());
        Assert.Throws<ServiceException>(() => _loop.Answer(old, [Does.Accept(), Does.Finish()]));
        var again = _loop.Update();
        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept(), Does.Finish()]);
        Assert.NotNull((await again).Outcome.Success);
    }

    [Fact]
    public void SpeculativeTask_WrittenBecauseOfASignal_IsHandedOutAgain()
    {
        _ = _loop.Update();
        _loop.PollWorkflow();
        _loop.Signal("meanwhile");

        Restart();

        var task = _loop.PollWorkflow()!;
        Assert.Equal(
            [EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskStarted],
            task.History.Events.Skip(4).Select(e => e.EventType));
        _loop.Complete(task, Does.CompleteWorkflow());
    }

    [Fact]
    public void AdmittedInHistory_IsStillAdmitted()
    {
        UpdateTests.AdmitByReset(_loop, "carried");

        Restart();

        _loop.Answer(_loop.PollWorkflow()!, [Does.Accept("carried"), Does.Finish("carried")]);
        Assert.Contains(EventType.WorkflowExecutionUpdateCompleted, _loop.Types());
    }

    /// <summary>The process dies: what was not flushed is gone.</summary>
    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: (int)_epoch);
    }
}
