using Mdlc.Engine.Histories.State;
using Temporalio.Api.Failure.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class FailureCutTests
{
    [Fact]
    public void ForRetry_OfWhatFits_IsTheSame()
    {
        var failure = new Failure { Message = new string('m', 4093) };
        Assert.Equal(4096, failure.CalculateSize());

        Assert.Same(failure, FailureCut.ForRetry(failure));
        failure.Message += "m";
        Assert.NotSame(failure, FailureCut.ForRetry(failure));
    }

    [Theory]
    [InlineData("€")]
    [InlineData("a€")]
    [InlineData("😀")]
    [InlineData("x😀")]
    public void ForRetry_CutsBetweenCharacters(string text)
    {
        var kept = FailureCut.ForRetry(new Failure { Message = string.Concat(Enumerable.Repeat(text, 4000)) }).Cause.Message;

        Assert.DoesNotContain('\uFFFD', kept);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(kept), 4093, 4096);
    }

    [Fact]
    public void ForRetry_OfManyCauses_StaysSmall()
    {
        var failure = new Failure { Message = "innermost" };
        for (var i = 0; i < 5_000; i++)
        {
            failure = new Failure { Message = "m", Cause = failure };
        }

        var kept = FailureCut.ForRetry(failure);

        Assert.InRange(kept.CalculateSize(), 1, 4_200);
        Assert.Equal("m", kept.Cause.Cause.Message);
    }
}
