using Mdlc.Workflows;
using Temporalio.Api.Failure.V1;
using Temporalio.Converters;
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
        // Its constructor is the SDK's own: it is read from a history, as in a workflow.
        var converter = DataConverter.Default;
        var failure = new Failure { Message = "stop", CanceledFailureInfo = new CanceledFailureInfo() };
        var exception = converter.FailureConverter.ToException(failure, converter.PayloadConverter);

        Assert.Equal(FailureClass.Cancelled, Failures.Classify(exception));
    }

    [Fact]
    public void Sentence_OfAnApplicationFailure_IsItsMessage()
    {
        Assert.Equal("file a.csv, line 7: no", Failures.Sentence(new ApplicationFailureException("file a.csv, line 7: no")));
    }
}
