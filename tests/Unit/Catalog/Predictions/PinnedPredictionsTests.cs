using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Unit.Tests.Catalog.Predictions;

public sealed class PinnedPredictionsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly PredictionLogFiles _files;

    public PinnedPredictionsTests() => _files = new PredictionLogFiles(_temporary.Home, "writer");

    private string Logged => Directory.GetFiles(Path.GetDirectoryName(PredictionLogFiles.GlobOf(_temporary.Home, "demo", "bikes"))!).Single();

    private string Digests => PredictionDigests.FileOf(Logged);

    public void Dispose()
    {
        _files.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Pin_NothingLogged_IsEmpty() => Assert.Empty(await NamesAsync());

    [Fact]
    public async Task Pin_FlippedBits_AreNamed()
    {
        Write("a");
        Write("b");
        var random = new Random(4);
        for (var trial = 0; trial < 30; trial++)
        {
            var file = trial % 5 == 4 ? Digests : Logged;
            var bit = random.NextInt64(Math.Min(new FileInfo(file).Length, file == Digests ? 60 : long.MaxValue) * 8);
            Damage.FlipBit(file, bit);

            var fault = await Assert.ThrowsAsync<FaultException>(NamesAsync);

            Assert.Contains(Logged, fault.Message, StringComparison.Ordinal);
            Assert.Contains("take the Parquet file away", fault.Message, StringComparison.Ordinal);
            Damage.FlipBit(file, bit);
        }

        Assert.Single(await NamesAsync());
        Assert.Empty(Directory.GetDirectories(_temporary.Home.Scratch, "predictions-*"));
    }

    [Fact]
    public async Task Pin_FileOfAServerThatWasKilledBetweenDigestAndFile_IsTheOneBefore()
    {
        Write("a");
        var before = await File.ReadAllBytesAsync(Logged, TestContext.Current.CancellationToken);
        Write("b");

        await File.WriteAllBytesAsync(Logged, before, TestContext.Current.CancellationToken);

        Assert.Single(await NamesAsync());
    }

    [Fact]
    public async Task Pin_FileOfBeforeThereWereDigests_IsTaken()
    {
        Write("a");
        File.Delete(Digests);

        Assert.Single(await NamesAsync());
    }

    [Fact]
    public async Task Pin_ThenTheServerWritesOn_StaysAsItWas()
    {
        Write("a");
        using var pinned = await PinAsync();
        var bytes = await File.ReadAllBytesAsync(pinned.Files.Single(), TestContext.Current.CancellationToken);

        Write("b");

        Assert.Equal(bytes, await File.ReadAllBytesAsync(pinned.Files.Single(), TestContext.Current.CancellationToken));
        Assert.NotEqual(bytes, await File.ReadAllBytesAsync(Logged, TestContext.Current.CancellationToken));
    }

    private async Task<IReadOnlyList<string>> NamesAsync()
    {
        using var pinned = await PinAsync();
        return pinned.Files;
    }

    private Task<PinnedPredictions> PinAsync() =>
        PinnedPredictions.OfAsync(_temporary.Home, "demo", "bikes", TestContext.Current.CancellationToken);

    private void Write(string request) =>
        _files.Write("demo", "bikes", 1, [new LoggedRequest(Noon, request, 1, [new("x", ColumnType.Number, new double?[] { 1 })], [])]);
}
