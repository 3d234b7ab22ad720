using System.Net;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Http;
using Mdlc.Web.Pages;

namespace Mdlc.Unit.Tests.Web.Pages;

/// <summary>Reports and cards over HTTP: those that the catalog names, as they were written, and nothing else.</summary>
public sealed class PagesHostTests : IAsyncLifetime
{
    private const string Report = "<!DOCTYPE html><p>the report</p>";

    private readonly TemporaryHome _temporary = new();
    private readonly HttpClient _client = new();
    private SqliteCatalog _catalog = null!;
    private PagesHost _host = null!;
    private ArtifactRef _report = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog = new SqliteCatalog(_temporary.Home);
        var spec = new ModelSpec { Project = "p", Model = "m", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/data/in.csv" } };
        var run = await _catalog.Runs.AllocateAsync("p", "m", spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
        _report = await new ArtifactStore(_temporary.Home).PutTextAsync(Report, ".html", Token);
        await _catalog.Runs.SaveAsync(
            new RunReport { Run = run.ToString(), Model = "m", State = RunState.Failed, Error = "<script>alert(1)</script>", Pages = new Dictionary<string, ArtifactRef> { [PageName.Report] = _report } }, Token);
        var version = await _catalog.Models.ReserveAsync("p", "m", run.ToString(), Token);
        var zip = Path.Combine(_temporary.Home.Root, "model.zip");
        await File.WriteAllTextAsync(zip, "x", Token);
        var texts = new Dictionary<string, string> { [PackageFile.Signature] = """{"task":"regression","label":"y","labelType":"number","inputs":[],"outputs":[]}""", [PackageFile.Card] = "# A *card*\n\n<script>alert(2)</script>\n" };
        await new PackageStore(_temporary.Home, _catalog).PublishAsync(new PackageDraft("p", "m", version, run.ToString(), "d", "s", zip, texts, DateTimeOffset.UnixEpoch), Token);
        _host = await PagesHost.StartAsync(new PagesOptions { Home = _temporary.Home }, _catalog, Token);
        _client.BaseAddress = new Uri(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Report_OfARun_IsShownAsItWasWritten()
    {
        using var answer = await _client.GetAsync(new Uri("/runs/p/m/1/report.html", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.OK, Report), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Report_ThatIsNotWhatWasWritten_IsNotShown()
    {
        await File.WriteAllTextAsync(new ArtifactStore(_temporary.Home).PlaceOf(_report), Report.Replace("the", "xxx", StringComparison.Ordinal), Token);

        var (status, body) = await GetAsync("/runs/p/m/1/report.html");

        Assert.Equal(500, status);
        Assert.Contains("is damaged", body, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx report", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAVersion_IsAPageOfItsMarkdown()
    {
        var (status, body) = await GetAsync("/models/p/m/1/card.md");

        Assert.Equal(200, status);
        Assert.Contains("<h1>A *card*</h1>", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Card_OfADamagedPackage_IsNotShown()
    {
        var card = Path.Combine(_temporary.Home.Models, "p", "m", "1", PackageFile.Card);
        File.SetAttributes(card, FileAttributes.Normal);
        await File.WriteAllTextAsync(card, "# another", Token);

        var (status, body) = await GetAsync("/models/p/m/1/card.md");

        Assert.Equal(500, status);
        Assert.DoesNotContain("another</h1>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_LinksEachModelAndRun_AndEveryLinkIsAnswered()
    {
        var (status, body) = await GetAsync("/");

        Assert.Equal(200, status);
        Assert.DoesNotContain("<script", body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)", body, StringComparison.Ordinal);
        var links = body.Split("href=\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.Contains("/runs/p/m/1/report.html", links);
        Assert.Contains("/models/p/m/1/card.md", links);
        foreach (var link in links)
        {
            Assert.Equal(200, (await GetAsync(link)).Status);
        }
    }

    [Theory]
    [InlineData("/runs/p/m/1/validation.html")]
    [InlineData("/runs/p/m/1/evaluation.json")]
    [InlineData("/runs/p/m/2/report.html")]
    [InlineData("/runs/p/m/-1/report.html")]
    [InlineData("/runs/p/m/99999999999/report.html")]
    [InlineData("/runs/p/m/1/..%2f..%2f..%2f..%2fcatalog.db")]
    [InlineData("/runs/p/m/1/%2e%2e/report.html")]
    [InlineData("/runs/p/../m/1/report.html")]
    [InlineData("/runs/..%2fp/m/1/report.html")]
    [InlineData("/models/p/m/1/model.zip")]
    [InlineData("/models/p/m/1/../../../../catalog.db")]
    [InlineData("/models/p/m/2/card.md")]
    [InlineData("/models/..%2f..%2fartifacts/m/1/card.md")]
    [InlineData("/../catalog.db")]
    [InlineData("/%2e%2e/catalog.db")]
    [InlineData("//etc/passwd")]
    [InlineData("/artifacts/")]
    public async Task Path_ToAnythingElse_IsRefused(string path)
    {
        var server = new Uri(_host.Address);

        var (status, _, body) = await RawHttp.SendAsync(server, RawHttp.Request($"GET {path}", $"Host: {server.Authority}\r\n", []));

        Assert.InRange(status, 400, 404);
        Assert.DoesNotContain("SQLite", body, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    public async Task Request_AddressedToAnotherHost_IsRefused(string host)
    {
        foreach (var path in new[] { "/", "/runs/p/m/1/report.html", "/models/p/m/1/card.md", "/nothing" })
        {
            var (status, _, body) = await RawHttp.SendAsync(new Uri(_host.Address), RawHttp.Request($"GET {path}", $"Host: {host}\r\n", []));

            Assert.Equal(400, status);
            Assert.DoesNotContain("the report", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/runs/p/m/1/report.html")]
    [InlineData("/models/p/m/1/card.md")]
    public async Task Method_ThatIsNotReading_IsRefusedWithThoseThatAre(string path)
    {
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), null, Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Recent_OfManyRuns_AreTheNewestAndThoseThatHaveNotEnded()
    {
        var spec = (await _catalog.Runs.GetSpecAsync(new RunKey("p", "m", 1), Token))!;
        foreach (var number in Enumerable.Range(2, 5))
        {
            var run = await _catalog.Runs.AllocateAsync("p", "m", spec, RunTrigger.Manual, $"{number}", DateTimeOffset.UnixEpoch, Token);
            await _catalog.Runs.SaveAsync(new RunReport { Run = run.ToString(), Model = "m", State = number == 3 ? RunState.Suspended : RunState.Succeeded }, Token);
        }

        Assert.Equal(["p/m/6", "p/m/5", "p/m/3"], (await _catalog.Runs.RecentAsync(2, Token)).Select(run => run.Run));
    }

    [Fact]
    public async Task Changes_AfterAMove_AreThoseThatCameLater()
    {
        Assert.Empty(await _catalog.Models.ChangesAsync(null, Token));
        foreach (var alias in new[] { "a", "b", "c" })
        {
            await _catalog.Models.MoveAliasAsync(new AliasMove("p", "m", alias, 1, "by", "because", alias, DateTimeOffset.UnixEpoch), Token);
        }

        var last = (await _catalog.Models.ChangesAsync(null, Token)).Single();

        Assert.Equal(("c", "p", "m"), (last.Change.Alias, last.Project, last.Model));
        Assert.Equal(["b", "c"], (await _catalog.Models.ChangesAsync(last.Sequence - 2, Token)).Select(change => change.Change.Alias));
        Assert.Empty(await _catalog.Models.ChangesAsync(last.Sequence, Token));
    }

    private async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
