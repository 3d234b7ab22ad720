using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>dev</c>: engine, worker, serving and webhook in one process, until Ctrl-C.</summary>
internal static class DevCommand
{
    public static Command Create()
    {
        var port = ServeCommand.PortOption();
        var url = WebhookCommand.UrlOption("--webhook");
        var command = new Command("dev", "Engine, worker, serving and webhook in one process.") { port, url };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellation) =>
        {
            var options = WebhookCommand.ReadOptions(context, parse.GetValue(url)!);
            await using var session = await context.OpenSessionAsync([], cancellation);
            await using var serving = await ServeCommand.StartAsync(context, parse.GetValue(port), cancellation);
            await using var webhook = await WebhookCommand.StartAsync(context, session, options, cancellation);
            var ready = new DevReady(session.Address, session.IsEmbedded, serving.Address, webhook.Url.ToString(), context.Home.Root);
            context.Report.Document(ready, terminal =>
            {
                terminal.WriteLine($"home     {ready.Home}");
                terminal.WriteLine($"engine   {ready.Temporal}{(ready.Embedded ? "" : " (of another process; taken over if that ends)")}");
                terminal.WriteLine($"serving  {ready.Serving}");
                terminal.WriteLine($"webhook  {WebhookCommand.Line(ready.Webhook, WebhookCommand.Asks(options.Credentials))}");
                terminal.WriteLine("Ctrl-C ends it; what is in flight goes on at the next start.");
            });
            await session.KeepAsync(cancellation);
            return ExitCode.Ok;
        });
        return command;
    }
}
