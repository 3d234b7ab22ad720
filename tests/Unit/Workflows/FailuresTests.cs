using Mdlc.Workflows;
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
    [InlineData("IOException", FailureClass.Error)]
    [InlineData(null, FailureClass.Error)]
    public void Classify_AnApplicationFailure_ByItsType(string? errorType, FailureClass expected)
    {
        Assert.Equal(expected, Failures.Classify(new ApplicationFailureException("no", errorType)));
    }

    [Fact]
    public void Classify_ACancellation_IsCancelled()
    {
        Assert.Equal(FailureClass.Cancelled, Failures.Classify(new CanceledFailureException("stop")));
    }

    [Fact]
    public void Sentence_OfAnApplicationFailure_IsItsMessage()
    {
        Assert.Equal("file a.csv, line 7: no", Failures.Sentence(new ApplicationFailureException("file a.csv, line 7: no")));
    }
}
