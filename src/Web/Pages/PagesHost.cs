using System.Globalization;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Http;
using Mdlc.Reporting.Cards;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Mdlc.Web.Pages;

/// <summary>
/// Shows a home's reports and cards to a browser of this machine. Nothing of an address becomes a path: it names a run or a version, the catalog
/// names the file by its digest, and what has another digest is not shown. Disposing stops it.
/// </summary>
public sealed class PagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ICatalog _catalog;
    private readonly ArtifactStore _artifacts;
    private readonly PackageStore _packages;
    private readonly PagesOptions _options;

    private PagesHost(PagesOptions options, ICatalog catalog)
    {
        (_options, _catalog) = (options, catalog);
        _artifacts = new ArtifactStore(options.Home);
        _packages = new PackageStore(options.Home, catalog);
        _app = EmbeddedServer.Create(options.EndPoint, options.LoggerFactory);
        _app.UseGuard(RefuseAsync, options.LoggerFactory.CreateLogger<PagesHost>());
        _app.Use((context, next) => LoopbackName.Refusal(context.Request) is { } refusal ? RefuseAsync(context, 400, refusal) : next(context));
        _app.MapReading("/", IndexAsync, RefuseAsync);
        _app.MapReading("/runs/{project}/{model}/{number}/{page}", RunPageAsync, RefuseAsync);
        _app.MapReading("/models/{project}/{model}/{version}/card.md", CardAsync, RefuseAsync);
        _app.MapNothing(context => RefuseAsync(context, 404, "There is nothing at this address; what there is stands on the first page."));
    }

    /// <summary>Base address, e.g. <c>http://127.0.0.1:8234</c>.</summary>
    public string Address { get; private set; } = "";

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<PagesHost> StartAsync(PagesOptions options, ICatalog catalog, CancellationToken cancellationToken = default)
    {
        var host = new PagesHost(options, catalog);
        host.Address = await EmbeddedServer.StartAsync(host._app, host, cancellationToken);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task IndexAsync(HttpContext context)
    {
        var stop = context.RequestAborted;
        var champions = await _catalog.Models.ListAliasedAsync(AliasName.Champion, stop);
        await PageResponse.WriteAsync(context, 200, IndexPage.Render(
            _options.Home.Root, await _catalog.Models.ListAsync(cancellationToken: stop), champions, await _catalog.Runs.RecentAsync(IndexPage.MostRuns, stop)));
    }

    private async Task RunPageAsync(HttpContext context)
    {
        var (name, number) = (Value(context, "page"), Number(context, "number"));
        var run = number is null ? null : await _catalog.Runs.GetAsync(new RunKey(Value(context, "project"), Value(context, "model"), number.Value), context.RequestAborted);
        if (run is null)
        {
            await RefuseAsync(context, 404, "There is no such run.");
            return;
        }

        if (name is not (PageName.Report or PageName.Validation) || !run.Pages.TryGetValue(name, out var page))
        {
            await RefuseAsync(context, 404, name is PageName.Report or PageName.Validation
                ? $"Run {run.Run} has no {name} that can be shown: it has not come as far, or was of a version that kept none.{(name == PageName.Report && run.Report is { } file ? $" Its file is {file}." : "")}"
                : $"A run has the pages {PageName.Report} and {PageName.Validation}.");
            return;
        }

        await ShowAsync(context, async () => await _artifacts.ReadTextAsync(page, context.RequestAborted));
    }

    private async Task CardAsync(HttpContext context)
    {
        var version = Number(context, "version");
        var package = version is null ? null : await _catalog.Models.GetAsync(Value(context, "project"), Value(context, "model"), version.Value, context.RequestAborted);
        if (package is null)
        {
            await RefuseAsync(context, 404, "There is no such version.");
            return;
        }

        await ShowAsync(context, () => Task.FromResult(
            CardPage.Render(string.Create(CultureInfo.InvariantCulture, $"{package.Model} {package.Version}"), _packages.Open(package).ReadText(PackageFile.Card))));
    }

    /// <summary>What was damaged is told, and nothing of it shown.</summary>
    private static async Task ShowAsync(HttpContext context, Func<Task<string>> read)
    {
        string page;
        try
        {
            page = await read();
        }
        catch (FaultException fault)
        {
            await RefuseAsync(context, 500, fault.Message);
            return;
        }

        await PageResponse.WriteAsync(context, 200, page);
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence) => PageResponse.WriteAsync(context, status, SentencePage.Render(status, sentence));

    private static string Value(HttpContext context, string name) => (string)context.GetRouteValue(name)!;

    private static int? Number(HttpContext context, string name) =>
        int.TryParse(Value(context, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
