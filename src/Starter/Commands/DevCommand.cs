using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>dev</c>: engine with its pages, worker, serving and webhook in one process, until Ctrl-C.</summary>
internal static class DevCommand
{
    public const int DefaultWebPort = 8233;

    public static Command Create()
    {
        var web = Values.Port("--web-port", "Port on loopback of the engine's pages and HTTP API; 0 picks a free one.", DefaultWebPort);
        var serve = ServeCommand.UrlOption("--serve", "On loopback.");
        var url = WebhookCommand.UrlOption("--webhook");
        var command = new Command("dev", "Engine with its pages, worker, serving and webhook in one process.") { serve, url, web };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var options = WebhookCommand.ReadOptions(context, parse.GetValue(url)!);
            await using var session = await context.OpenSessionAsync([], cancellationToken, parse.GetValue(web));
            await using var serving = await ServeCommand.StartAsync(context, new ServeSettings(parse.GetValue(serve)) { OnLoopbackOnly = true }, "--serve", cancellationToken);
            await using var webhook = await WebhookCommand.StartAsync(context, session, options, cancellationToken);
            var ready = new DevReady(session.Address, session.IsEmbedded, session.Web, serving.Address, webhook.Url.ToString(), context.Home.Root);
            context.Report.Document(ready, terminal =>
            {
                terminal.WriteLine($"home     {ready.Home}");
                terminal.WriteLine($"engine   {ready.Temporal}{(ready.Embedded ? "" : " (of another process; taken over if that ends)")}");
                if (ready.Web is not null)
                {
                    terminal.WriteLine($"web      {ready.Web}");
                }

                terminal.WriteLine($"serving  {ready.Serving}");
                terminal.WriteLine($"webhook  {WebhookCommand.Line(ready.Webhook, WebhookCommand.Asks(options.Credentials))}");
                terminal.WriteLine("Ctrl-C ends it; what is in flight goes on at the next start.");
            });
            await session.KeepAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
