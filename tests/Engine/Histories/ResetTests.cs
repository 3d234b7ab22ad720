using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class ResetTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-reset-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public ResetTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void SameRequest_ResetsOnceAlsoAfterARestart()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);

        var first = Reset(4, requestId: "same");
        var second = Reset(4, requestId: "same");
        Restart();
        var third = Reset(4, requestId: "same");

        Assert.Equal([first, first], [second, third]);
    }

    /// <summary>As a batch does its page again: by then another has reset the run that it made.</summary>
    [Fact]
    public void SameRequest_WhoseRunIsNoLongerTheCurrent_AnswersWithItsRun()
    {
        var source = _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);
        var first = Reset(4, requestId: "same", runId: source);
        _loop.Complete(_loop.PollWorkflow()!);
        var last = Reset(4, requestId: "another", runId: first);
        Restart();

        Assert.Equal(first, Reset(4, requestId: "same", runId: source));
        Assert.Equal(last, _loop.State().RunId);
    }

    [Fact]
    public void SignalThatHappenedAgain_IsNotTakenASecondTimeFromItsSender()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);
        _loop.Signal("s", requestId: "one");

        Reset(4);
        Restart();
        _loop.Signal("s", requestId: "one");

        Assert.Equal(1, _loop.Types().Count(type => type == EventType.WorkflowExecutionSignaled));
    }

    [Fact]
    public void NewRun_SurvivesARestartAndHearsOfItsChild()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child", ParentClosePolicy.Abandon));
        _loop.Complete(_loop.PollWorkflow()!);

        var first = _loop.Start("other");
        var runId = Reset(8);
        Restart();

        _loop.Complete(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());
        Assert.NotEqual(first, runId);
        Assert.Equal(runId, _loop.State().RunId);
        Assert.Contains(EventType.ChildWorkflowExecutionCompleted, _loop.Types(runId: runId));
    }

    [Fact]
    public void ResetOfAReset_TheChildFindsTheLastRun()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child", ParentClosePolicy.Abandon));
        _loop.Complete(_loop.PollWorkflow()!);

        Reset(8);
        Restart();
        var last = Reset(8);
        Restart();

        _loop.Complete(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());
        Assert.Contains(EventType.ChildWorkflowExecutionCompleted, _loop.Types(runId: last));
    }

    [Fact]
    public void Times_BeginAnewAlsoAfterARestart()
    {
        _loop.Start(configure: r => r.WorkflowExecutionTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromHours(1)));
        _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a", a => a.ScheduleToCloseTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMinutes(30))));
        _loop.Signal("s");
        _loop.Complete(_loop.PollWorkflow()!);
        _loop.Time.Advance(TimeSpan.FromMinutes(25));
        Reset(8);
        Restart();

        _loop.Advance(TimeSpan.FromMinutes(29));
        Assert.True(_loop.State().Activities.ContainsKey(5));
        _loop.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains(EventType.ActivityTaskTimedOut, _loop.Types());
        _loop.Advance(TimeSpan.FromMinutes(28));
        Assert.Equal(WorkflowExecutionStatus.Running, _loop.State().Status);
        _loop.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(WorkflowExecutionStatus.TimedOut, _loop.State().Status);
    }

    [Fact]
    public void ResetOfTheFirstOfAChain_EndsTheLast()
    {
        var first = _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.ContinueAsNew());
        var second = _loop.State().RunId;

        var third = Reset(4, runId: first);

        Assert.Equal(WorkflowExecutionStatus.Terminated, _loop.State(runId: second).Status);
        Assert.Equal(third, _loop.State().RunId);
        Assert.Equal(3, _loop.Visibility.List("default", "", 10, Google.Protobuf.ByteString.Empty).Records.Count);
    }

    private string Reset(long finishEventId, string requestId = "", string runId = "")
    {
        var (fresh, _) = _loop.Engine.Resets.Reset(new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new WorkflowExecution { WorkflowId = "workflow", RunId = runId },
            Reason = "again",
            RequestId = requestId.Length > 0 ? requestId : _loop.Engine.Services.NewId(),
            WorkflowTaskFinishEventId = finishEventId,
        });
        _loop.Pump();
        return fresh;
    }

    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: (int)_epoch);
    }
}
