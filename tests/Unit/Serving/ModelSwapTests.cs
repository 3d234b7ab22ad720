using System.Net;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>How a server follows the catalog.</summary>
public sealed class ModelSwapTests : IAsyncDisposable
{
    private readonly ServedHome _home = new();

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Start_NothingDesired_ServesTheChampion()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.OtherBinary);
        await _home.StartReadyAsync();

        Assert.Equal("1", await VersionAsync());
        var served = Assert.Single(await _home.Catalog.Servers.ServedAsync("demo", "bikes", ServedHome.Token));
        Assert.Equal((ServedState.Ready, 1, 0L), (served.State, served.Serving!.Value, served.Sequence));
    }

    [Fact]
    public async Task Desired_AnotherVersion_IsLoadedReportedAndAnswers()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.OtherBinary);
        await _home.StartReadyAsync();

        var answer = await _home.AnswerToAsync(await _home.WantAsync(2));

        Assert.Equal((ServedState.Ready, 2), (answer.State, answer.Serving!.Value));
        Assert.Equal("2", await VersionAsync());
        Assert.DoesNotContain(
            "mdlc_model_info{project=\"demo\",model=\"bikes\",version=\"1\"",
            await _home.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), ServedHome.Token),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Desired_PackageTamperedWith_IsReportedAndTheOldVersionStays()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        var bad = await _home.PublishAsync(SmallModels.OtherBinary);
        var model = Path.Combine(_home.Home.Root, bad.Folder, PackageFile.Model);
        var whole = await File.ReadAllBytesAsync(model, ServedHome.Token);
        await OverwriteAsync(model, [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        await _home.StartReadyAsync();

        var answer = await _home.AnswerToAsync(await _home.WantAsync(2));
        Assert.Equal((ServedState.Failed, 1), (answer.State, answer.Serving!.Value));
        Assert.Contains("SHA-256", answer.Error, StringComparison.Ordinal);
        Assert.Equal("1", await VersionAsync());

        await OverwriteAsync(model, whole);
        await ServedHome.UntilAsync(async () => await VersionAsync() == "2");
    }

    /// <summary>It loads, and its files are whole; only a row shows that it has no answer.</summary>
    [Fact]
    public async Task Desired_ModelThatCannotScore_IsReportedAndTheOldVersionStays()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.Binary.Zip, SmallModels.Binary.Signature with { Classes = [] }, spec: null, "bikes");
        await _home.StartReadyAsync();

        var answer = await _home.AnswerToAsync(await _home.WantAsync(2));

        Assert.Equal((ServedState.Failed, 1), (answer.State, answer.Serving!.Value));
        Assert.NotEmpty(answer.Error!);
        Assert.Equal("1", await VersionAsync());
    }

    [Fact]
    public async Task Desired_None_StopsServingTheModel()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync();
        await _home.AnswerToAsync(await _home.WantAsync(null));

        using var response = await _home.InferAsync(new { inputs = ServedHome.OneRow() });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Projects_Named_OnlyTheirModelsAreServed()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishChampionAsync(SmallModels.Binary, "bikes", "other");
        await _home.StartReadyAsync(options => options with { Projects = ["other"] });

        var names = (await _home.GetAsync("/v2")).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString());
        Assert.Equal(["other.bikes"], names);
    }

    [Fact]
    public async Task Name_OfModelsOfTwoProjects_MustBeQualified()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishChampionAsync(SmallModels.Binary, "bikes", "other");
        await _home.StartReadyAsync();

        using var response = await _home.InferAsync(new { inputs = ServedHome.OneRow() });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("demo.bikes, other.bikes", await response.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() }, "other.bikes");
    }

    [Fact]
    public async Task Stop_Server_LeavesTheCatalog()
    {
        await _home.StartReadyAsync();
        var lease = Assert.Single(await _home.Catalog.Servers.LiveAsync(DateTimeOffset.UtcNow, ServedHome.Token));
        Assert.Equal((_home.Host.Server, _home.Host.Address), (lease.Server, lease.Endpoint));

        await _home.StopAsync();
        Assert.Empty(await _home.Catalog.Servers.LiveAsync(DateTimeOffset.UtcNow, ServedHome.Token));
    }

    [Fact]
    public async Task Start_PortTaken_Throws()
    {
        await _home.StartReadyAsync();
        await Assert.ThrowsAnyAsync<IOException>(
            () => Mdlc.Serving.ServingHost.StartAsync(new() { Home = _home.Home, Port = new Uri(_home.Host.Address).Port }, ServedHome.Token));
    }

    private static async Task OverwriteAsync(string path, byte[] content)
    {
        File.SetAttributes(path, FileAttributes.Normal);
        await File.WriteAllBytesAsync(path, content, ServedHome.Token);
    }

    private async Task<string?> VersionAsync() =>
        (await _home.InferOkAsync(new { inputs = ServedHome.OneRow() })).GetProperty("model_version").GetString();
}
