using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Mdlc.Web;
using Mdlc.Web.Security;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>webhook</c>: takes events that say that data have arrived, until Ctrl-C.</summary>
internal static class WebhookCommand
{
    public static Option<string> UrlOption(string name) => new(name)
    {
        HelpName = "url",
        Description = "Where events are taken, e.g. http://127.0.0.1:8090; port 0 picks a free one. Beyond loopback a secret must be set: MDLC_WEBHOOK_SECRET or MDLC_WEBHOOK_TOKEN.",
        DefaultValueFactory = _ => WebhookSettings.DefaultUrl,
    };

    public static Command Create()
    {
        var url = UrlOption("--url");
        var command = new Command("webhook", "Take events that say that new data have arrived.") { url };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var options = ReadOptions(context, parse.GetValue(url)!);
            await using var session = await context.OpenSessionAsync([], cancellationToken);
            await using var webhook = await StartAsync(context, session, options, cancellationToken);
            var ready = new WebhookReady(webhook.Url.ToString(), Asks(options.Credentials), session.Address, context.Home.Root);
            context.Report.Document(ready, terminal => terminal.WriteLine($"{Line(ready.Webhook, ready.Asks)}. Ctrl-C ends it."));
            await session.KeepAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <exception cref="UserException">The URL or a secret is not usable.</exception>
    internal static WebhookOptions ReadOptions(CommandContext context, string url) => new()
    {
        EndPoint = WebhookSettings.ReadUrl(url),
        Credentials = WebhookSettings.ReadCredentials(Environment.GetEnvironmentVariable),
        LoggerFactory = context.Loggers,
        Time = context.Time,
    };

    /// <exception cref="UserException">The port is taken.</exception>
    internal static async Task<WebhookHost> StartAsync(CommandContext context, EngineSession session, WebhookOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await WebhookHost.StartAsync(options, context.Catalog, new RunClient(session, context.Catalog, context.Time), cancellationToken);
        }
        catch (Exception taken) when (Listening.IsRefused(taken))
        {
            throw new UserException($"The webhook cannot listen at {options.EndPoint}: {Listening.Why(taken)} Name another address or port, or port 0 for any.", inner: taken);
        }
    }

    internal static IReadOnlyList<string> Asks(WebhookCredentials credentials) =>
        [.. credentials.Secrets.Count > 0 ? ["signature"] : Array.Empty<string>(), .. credentials.Tokens.AreNone ? Array.Empty<string>() : ["token"]];

    internal static string Line(string url, IReadOnlyList<string> asks) =>
        $"events at {url}{(asks.Count == 0 ? ", from any program of this machine" : $", with a {string.Join(" or ", asks)}")}";
}
