using Mdlc.Activities;

namespace Mdlc.Unit.Tests.Activities;

public sealed class SideBySideTests
{
    [Fact]
    public async Task Run_BothWell_GivesBothAndWaitsForNeitherFirst()
    {
        var second = new TaskCompletionSource<string>();

        var results = await SideBySide.RunAsync(
            async _ => (await second.Task).Length,
            _ =>
            {
                second.SetResult("two");
                return second.Task;
            },
            CancellationToken.None);

        Assert.Equal((3, "two"), results);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OneFails_GivesUpTheOtherAndWaitsForItsEnd(bool first)
    {
        var ended = false;

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => first
            ? SideBySide.RunAsync(FailAsync, EndsWhenStoppedAsync, CancellationToken.None)
            : SideBySide.RunAsync(EndsWhenStoppedAsync, FailAsync, CancellationToken.None));

        Assert.Equal("it fails", failure.Message);
        Assert.True(ended);

        async Task<int> EndsWhenStoppedAsync(CancellationToken stop)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }

            return 0;
        }
    }

    [Fact]
    public async Task Run_Cancelled_EndsBoth()
    {
        using var stop = new CancellationTokenSource();
        var run = SideBySide.RunAsync(StoppedAsync, StoppedAsync, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static Task<int> FailAsync(CancellationToken stop) => Task.FromException<int>(new InvalidDataException("it fails"));

    private static async Task<int> StoppedAsync(CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        return 0;
    }
}
