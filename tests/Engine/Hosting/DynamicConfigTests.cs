using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Tests.Hosting;

public sealed class DynamicConfigTests
{
    [Fact]
    public async Task Host_KeyThatIsNotThere_IsNamedWithTheNearest()
    {
        var log = new ListLogger();

        await using var host = await EngineHost.StartAsync(new EngineOptions
        {
            LoggerFactory = log,
            DynamicConfig = new Dictionary<string, string> { ["limit.blobsize.eror"] = "5", ["LIMIT.MEMOSIZE.ERROR"] = "7" },
        });

        Assert.True(log.Has("limit.blobsize.eror"));
        Assert.True(log.Has("limit.blobSize.error"));
        Assert.False(log.Has("LIMIT.MEMOSIZE.ERROR"));
    }

    [Fact]
    public void Unknown_KeyLikeNoOther_IsNamedWithoutAGuess()
    {
        var sentence = Assert.Single(EngineLimits.Unknown(new Dictionary<string, string> { ["frontend.enableUpdateWorkflowExecution"] = "true" }));

        Assert.Contains("frontend.enableUpdateWorkflowExecution", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("perhaps", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history.maxTotalUpdate", "history.maxTotalUpdates")]
    [InlineData("history.maximumSignalsPerExecutions", "history.maximumSignalsPerExecution")]
    [InlineData("x", null)]
    public void Nearest_OfANameWithSlips(string key, string? nearest) =>
        Assert.Equal(nearest, NearestKey.Of(key, ["history.maxTotalUpdates", "history.maximumSignalsPerExecution"]));
}
