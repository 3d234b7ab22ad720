using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Happenings;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Web.Pages;
using Mdlc.Web.Security;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>dev</c>: engine with its pages, worker, serving and webhook in one process, until Ctrl-C.</summary>
internal static class DevCommand
{
    public const int DefaultWebPort = 8233;

    private const int DefaultPagesPort = 8234;

    public static Command Create()
    {
        var port = Values.Port("--port", "Port on loopback of the engine's gRPC; 0 picks a free one.", 0);
        var web = Values.Port("--web-port", "Port on loopback of the engine's pages and HTTP API; 0 picks a free one.", DefaultWebPort);
        var pagesPort = Values.OptionalPort("--pages-port", $"Port on loopback of models, runs, reports and cards; 0 picks a free one. [{DefaultPagesPort}, or a free one where that is taken]");
        var serve = ServeCommand.UrlOption("--serve", "On loopback.");
        var url = WebhookCommand.UrlOption("--webhook");
        var command = new Command("dev", "Engine with its pages, worker, serving and webhook in one process; says what happens.") { port, web, pagesPort, serve, url };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var events = new EventList(context.Time);
            var options = WebhookCommand.ReadOptions(context, parse.GetValue(url)!) with { Teller = events };
            await using var session = await context.OpenSessionAsync([], cancellationToken, parse.GetValue(web), parse.GetValue(port));
            WarnIfElsewhere(session, parse.GetValue(port));
            await using var serving = await ServeCommand.StartAsync(context, new ServeSettings(parse.GetValue(serve)) { OnLoopbackOnly = true }, "--serve", cancellationToken);
            await using var webhook = await WebhookCommand.StartAsync(context, session, options, cancellationToken);
            await using var pages = await StartPagesAsync(context, parse.GetValue(pagesPort), cancellationToken);
            var ready = new DevReady(session.Address, session.IsEmbedded, session.Web, serving.Address, webhook.Url.ToString(), context.Home.Root) { Pages = pages.Address };
            context.Report.Document(ready, terminal => Draw(terminal, ready, options.Credentials));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var telling = new HappeningsTeller(context, session, events, pages.Address).RunAsync(stop.Token);
            try
            {
                // Whichever ends first by a fault ends the other.
                await await Task.WhenAny(session.KeepAsync(stop.Token), telling);
            }
            finally
            {
                await stop.CancelAsync();
                await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, DevReady ready, WebhookCredentials credentials)
    {
        terminal.WriteLine($"home     {ready.Home}");
        terminal.WriteLine($"engine   {ready.Temporal}{(ready.Embedded ? "" : " (of another process; taken over if that ends)")}");
        if (ready.Web is not null)
        {
            terminal.WriteLine($"web      {ready.Web}");
        }

        terminal.WriteLine($"pages    {ready.Pages}");
        terminal.WriteLine($"serving  {ready.Serving}");
        terminal.WriteLine($"webhook  {WebhookCommand.Line(ready.Webhook, WebhookCommand.Asks(credentials))}");
        terminal.WriteLine("Ctrl-C ends it; what is in flight goes on at the next start.");
    }

    private static void WarnIfElsewhere(EngineSession session, int port)
    {
        if (port != 0 && !session.IsEmbedded)
        {
            Report.Warn($"--port {port} does nothing: the engine is at {session.Address}, in another process.");
        }
    }

    /// <param name="port">Null: none was named, and any will do.</param>
    /// <exception cref="UserException">The port that was named is taken.</exception>
    private static async Task<PagesHost> StartPagesAsync(CommandContext context, int? port, CancellationToken cancellationToken)
    {
        var options = new PagesOptions { Home = context.Home, Port = port ?? DefaultPagesPort, LoggerFactory = context.Loggers };
        try
        {
            return await PagesHost.StartAsync(options, context.Catalog, cancellationToken);
        }
        catch (Exception taken) when (Listening.IsRefused(taken))
        {
            return port is null
                ? await PagesHost.StartAsync(options with { Port = 0 }, context.Catalog, cancellationToken)
                : throw new UserException($"Port {port} cannot be listened on: {Listening.Why(taken)} Name another for the pages with --pages-port, or 0 for any.", inner: taken);
        }
    }
}
