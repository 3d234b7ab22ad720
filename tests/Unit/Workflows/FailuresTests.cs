using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class FailuresTests
{
    [Theory]
    [InlineData(ErrorTypes.DataFault, FailureClass.Fault)]
    [InlineData(ErrorTypes.SpecFault, FailureClass.Fault)]
    [InlineData(ErrorTypes.ResourceFault, FailureClass.Fault)]
    [InlineData(ErrorTypes.EnvironmentFault, FailureClass.Fault)]
    [InlineData(ErrorTypes.Interrupted, FailureClass.Interruption)]
    [InlineData(ErrorTypes.NoRoom, FailureClass.NoRoom)]
    [InlineData("IOException", FailureClass.Error)]
    [InlineData(null, FailureClass.Error)]
    public void Classify_AnApplicationFailure_ByItsType(string? errorType, FailureClass expected)
    {
        Assert.Equal(expected, Failures.Classify(new ApplicationFailureException("no", errorType)));
    }

    [Fact]
    public void Classify_ACancellation_IsCancelled() =>
        Assert.Equal(FailureClass.Cancelled, Failures.Classify(Read(new Failure { Message = "stop", CanceledFailureInfo = new CanceledFailureInfo() })));

    /// <summary>A worker that died is no error of its work; work that took too long is.</summary>
    [Theory]
    [InlineData(TimeoutType.Heartbeat, FailureClass.Interruption)]
    [InlineData(TimeoutType.StartToClose, FailureClass.Error)]
    [InlineData(TimeoutType.ScheduleToStart, FailureClass.Error)]
    [InlineData(TimeoutType.ScheduleToClose, FailureClass.Error)]
    public void Classify_ATimeout_ByWhichItWas(TimeoutType timeout, FailureClass expected)
    {
        var failure = new Failure { Message = "activity timed out", TimeoutFailureInfo = new() { TimeoutType = timeout } };

        Assert.Equal(expected, Failures.Classify(Read(failure)));
        Assert.Equal(expected, Failures.Classify(Read(OfAnActivity(failure))));
        Assert.Equal(expected, Failures.Classify(Read(OfAChild(OfAnActivity(failure)))));
        Assert.Equal(timeout == TimeoutType.Heartbeat, Failures.Sentence(Read(OfAnActivity(failure))).Contains("is gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ErrorTypes.DataFault, FailureClass.Fault)]
    [InlineData(ErrorTypes.Interrupted, FailureClass.Interruption)]
    [InlineData(ErrorTypes.NoRoom, FailureClass.NoRoom)]
    public void Classify_ThroughActivityAndChild_IsByTheCause(string errorType, FailureClass expected)
    {
        var failure = new Failure { Message = "why", ApplicationFailureInfo = new() { Type = errorType } };

        Assert.Equal((expected, "why"), (Failures.Classify(Read(OfAChild(OfAnActivity(failure)))), Failures.Sentence(Read(OfAChild(OfAnActivity(failure))))));
    }

    [Fact]
    public void Sentence_OfAnApplicationFailure_IsItsMessage()
    {
        Assert.Equal("file a.csv, line 7: no", Failures.Sentence(new ApplicationFailureException("file a.csv, line 7: no")));
    }

    [Fact]
    public void Page_OfAFault_ComesThroughActivityAndChild()
    {
        var page = new FaultPage("validation.html", new("ab/ab.html", "ab", 7));
        var failure = Written(new ApplicationFailureException("too many rows", ErrorTypes.DataFault, nonRetryable: true, details: [page]));

        Assert.Equal(page, Failures.Page(Read(OfAChild(OfAnActivity(failure)))));
        Assert.Null(Failures.Page(Read(OfAnActivity(Written(new ApplicationFailureException("no page", ErrorTypes.DataFault))))));
        Assert.Null(Failures.Page(Read(OfAnActivity(Written(new ApplicationFailureException("of others", "Theirs", details: ["text"]))))));
        Assert.Null(Failures.Page(Read(OfAnActivity(Written(new ApplicationFailureException("no page's shape", ErrorTypes.DataFault, details: [new { Other = 1 }]))))));
    }

    private static Failure Written(Exception exception) =>
        MdlcDataConverter.Instance.FailureConverter.ToFailure(exception, MdlcDataConverter.Instance.PayloadConverter);

    private static Failure OfAnActivity(Failure cause) => new() { Message = "activity failed", ActivityFailureInfo = new() { ActivityId = "1" }, Cause = cause };

    private static Failure OfAChild(Failure cause) => new() { Message = "child failed", ChildWorkflowExecutionFailureInfo = new(), Cause = cause };

    /// <summary>As in a workflow, which reads it from its history; most of these have no constructor for others.</summary>
    private static Exception Read(Failure failure) => MdlcDataConverter.Instance.FailureConverter.ToException(failure, MdlcDataConverter.Instance.PayloadConverter);
}
