using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>dev</c>: engine, worker and serving in one process, until Ctrl-C.</summary>
internal static class DevCommand
{
    public static Command Create()
    {
        var port = ServeCommand.PortOption();
        var command = new Command("dev", "Engine, worker and serving in one process.") { port };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellation) =>
        {
            await using var session = await context.OpenSessionAsync([], cancellation);
            await using var serving = await ServeCommand.StartAsync(context, parse.GetValue(port), cancellation);
            var ready = new DevReady(session.Address, session.IsEmbedded, serving.Address, context.Home.Root);
            context.Report.Document(ready, terminal =>
            {
                terminal.WriteLine($"home     {ready.Home}");
                terminal.WriteLine($"engine   {ready.Temporal}{(ready.Embedded ? "" : " (of another process; taken over if that ends)")}");
                terminal.WriteLine($"serving  {ready.Serving}");
                terminal.WriteLine("Ctrl-C ends it; what is in flight goes on at the next start.");
            });
            while (!cancellation.IsCancellationRequested)
            {
                await session.EnsureAsync(cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(500), context.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
