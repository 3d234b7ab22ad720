using Mdlc.Catalog.Artifacts;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Unit.Tests.Catalog.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();
    private readonly ArtifactStore _artifacts;

    public ArtifactStoreTests() => _artifacts = new ArtifactStore(_temporary.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_WholeFile_GivesItsBytesAndPath()
    {
        var artifact = await PutAsync("hello");

        using var opened = await _artifacts.OpenAsync(artifact, Token);

        Assert.Equal(_artifacts.PlaceOf(artifact), opened.Path);
        using var reader = new StreamReader(opened.Content);
        Assert.Equal("hello", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Open_AnyFlippedBit_IsRefusedByName()
    {
        var artifact = await PutAsync("0123456789");
        var path = _artifacts.PlaceOf(artifact);
        for (var bit = 0; bit < 80; bit++)
        {
            Damage.FlipBit(path, bit);

            var fault = await Assert.ThrowsAsync<FaultException>(() => _artifacts.OpenAsync(artifact, Token));

            Assert.Contains(path, fault.Message, StringComparison.Ordinal);
            Assert.Contains($"expected 10 bytes with {artifact.Sha256}", fault.Message, StringComparison.Ordinal);
            Assert.Contains("Run the model again", fault.Message, StringComparison.Ordinal);
            Damage.FlipBit(path, bit);
        }

        Assert.Equal("0123456789", await _artifacts.ReadTextAsync(artifact, Token));
    }

    [Theory]
    [InlineData("gone", "is not there")]
    [InlineData("empty", "its 0 bytes have")]
    [InlineData("longer", "its 11 bytes have")]
    [InlineData("folder", "cannot be read")]
    public async Task Open_FileThatIsNotWhatWasStored_IsRefusedByName(string damage, string found)
    {
        var artifact = await PutAsync("0123456789");
        var path = _artifacts.PlaceOf(artifact);
        switch (damage)
        {
            case "gone":
                File.Delete(path);
                break;
            case "empty":
                await File.WriteAllBytesAsync(path, [], Token);
                break;
            case "longer":
                await File.AppendAllTextAsync(path, "0", Token);
                break;
            default:
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
        }

        var fault = await Assert.ThrowsAsync<FaultException>(() => _artifacts.OpenAsync(artifact, Token));

        Assert.Equal(FaultKind.Environment, fault.Kind);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoveIn_OverADamagedFileOfTheSameLength_TakesItsPlaceAndKeepsTheRemains()
    {
        var artifact = await PutAsync("0123456789");
        var path = _artifacts.PlaceOf(artifact);
        Damage.FlipBit(path, 3);

        var again = await PutAsync("0123456789");

        Assert.Equal(artifact, again);
        Assert.Equal("0123456789", await _artifacts.ReadTextAsync(artifact, Token));
        Assert.Equal("8123456789", await File.ReadAllTextAsync($"{path}.damaged", Token));
    }

    [Fact]
    public async Task MoveIn_WhereAFolderIsInTheWay_TakesItsPlace()
    {
        var artifact = await PutAsync("0123456789");
        File.Delete(_artifacts.PlaceOf(artifact));
        Directory.CreateDirectory(_artifacts.PlaceOf(artifact));

        await PutAsync("0123456789");

        Assert.Equal("0123456789", await _artifacts.ReadTextAsync(artifact, Token));
    }

    [Fact]
    public async Task MoveIn_WhatIsThereAlready_KeepsTheFileAndLeavesNothingAside()
    {
        var artifact = await PutAsync("hello");
        var made = File.GetLastWriteTimeUtc(_artifacts.PlaceOf(artifact));

        await PutAsync("hello");

        Assert.Equal(made, File.GetLastWriteTimeUtc(_artifacts.PlaceOf(artifact)));
        Assert.Empty(Directory.GetFiles(_temporary.Home.Scratch));
        Assert.Single(Directory.GetFiles(_temporary.Home.Artifacts, "*", SearchOption.AllDirectories));
    }

    /// <summary>Whoever made the file is rid of it, whether the store had it or not.</summary>
    [Fact]
    public async Task MoveIn_Twice_TakesTheFileEachTime()
    {
        foreach (var _ in new[] { "first", "again" })
        {
            var file = _artifacts.NewScratchFile(".txt");
            await File.WriteAllTextAsync(file, "hello", Token);

            await _artifacts.MoveInAsync(file, Token);

            Assert.False(File.Exists(file));
        }
    }

    [Fact]
    public async Task Open_PathOutsideOfTheStore_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _artifacts.OpenAsync(new ArtifactRef("../catalog.db", "", 0), Token));

    private Task<ArtifactRef> PutAsync(string text) => _artifacts.PutTextAsync(text, ".txt", Token);
}
