using System.Net;
using System.Text.Json.Nodes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>A build of the Web UI, served from a folder.</summary>
public sealed class UiAssetsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-assets-");
    private readonly string _assets;

    public UiAssetsTests()
    {
        _assets = _folder.CreateSubdirectory("build").FullName;
        Directory.CreateDirectory(Path.Combine(_assets, "_app", "immutable"));
        File.WriteAllText(Path.Combine(_assets, "index.html"), "<title>index</title>");
        File.WriteAllText(Path.Combine(_assets, "_app", "immutable", "app.js"), "run()");
        File.WriteAllText(Path.Combine(_folder.FullName, "secret.txt"), "secret");
        File.CreateSymbolicLink(Path.Combine(_assets, "link.txt"), Path.Combine(_folder.FullName, "secret.txt"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("/_app/immutable/app.js", "run()", "text/javascript")]
    [InlineData("/", "index", "text/html")]
    [InlineData("/namespaces/default/workflows/a%2Fb/run/history", "index", "text/html")]
    [InlineData("/link.txt", "index", "text/html")]
    [InlineData("/..%2Fsecret.txt", "index", "text/html")]
    [InlineData("/%2e%2e/secret.txt", "index", "text/html")]
    [InlineData("/..%252Fsecret.txt", "index", "text/html")]
    [InlineData("/%2Fetc%2Fpasswd", "index", "text/html")]
    public async Task Path_IsAFileOfTheFolder_OrTheApplication(string path, string content, string type)
    {
        await using var host = await StartAsync();

        // A client of our own: HttpClient would tidy the path up before it sends it.
        var answer = await RawHttp.GetAsync(host.UiAddress!, path);

        Assert.Contains(content, answer, StringComparison.Ordinal);
        Assert.Contains(type, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_ThatIsMissing_IsNoPage()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"http://{host.UiAddress}/_app/immutable/gone.js")).StatusCode);
    }

    [Fact]
    public async Task Settings_SwitchOffWhatTheServerLacks()
    {
        await using var host = await StartAsync(ui => ui with { CodecEndpoint = "http://codec", DisableNewsFetch = true });
        using var http = new HttpClient();

        var settings = JsonNode.Parse(await http.GetStringAsync($"http://{host.UiAddress}/api/v1/settings"))!;

        Assert.False((bool?)settings["Auth"]!["Enabled"]);
        Assert.Equal("http://codec", (string?)settings["Codec"]!["Endpoint"]);
        Assert.True((bool?)settings["DisableNewsFetch"]);
        Assert.False((bool?)settings["WorkflowSignalDisabled"]);
    }

    [Fact]
    public async Task PublicPath_IsWhereEverythingIs()
    {
        await using var host = await StartAsync(ui => ui with { PublicPath = "/temporal/" });
        using var http = new HttpClient();

        Assert.Contains("index", await http.GetStringAsync($"http://{host.UiAddress}/temporal/namespaces"), StringComparison.Ordinal);
        Assert.Contains("namespaces", await http.GetStringAsync($"http://{host.UiAddress}/temporal/api/v1/namespaces"), StringComparison.Ordinal);
        Assert.Contains("index", await http.GetStringAsync($"http://{host.UiAddress}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_WithoutAnApplication_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(ui => ui with { AssetPath = _folder.FullName }));

        Assert.Contains("index.html", refusal.Message, StringComparison.Ordinal);
    }

    private Task<EngineHost> StartAsync(Func<UiOptions, UiOptions>? configure = null)
    {
        var ui = new UiOptions { AssetPath = _assets };
        return EngineHost.StartAsync(new EngineOptions { Ui = configure?.Invoke(ui) ?? ui });
    }
}
