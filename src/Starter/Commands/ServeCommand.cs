using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Serving;
using Mdlc.Serving.Settings;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>serve</c>: answers predictions with the home's champions, until Ctrl-C.</summary>
internal static class ServeCommand
{
    public const int DefaultPort = 8080;

    public static Option<int> PortOption() => Values.Port("--port", "Port on loopback; 0 picks a free one.", DefaultPort);

    public static Command Create()
    {
        var port = PortOption();
        var command = new Command("serve", "Serve the champions over the Open Inference Protocol.") { port };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            await using var serving = await StartAsync(context, parse.GetValue(port), cancellationToken);
            var ready = new ServeReady(serving.Address, context.Home.Root);
            context.Report.Document(ready, terminal => terminal.WriteLine($"serving {ready.Home} at {ready.Serving}. Ctrl-C ends it."));
            await Waiting.UntilCancelledAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <exception cref="UserException">The port is taken.</exception>
    internal static async Task<ServingHost> StartAsync(CommandContext context, int port, CancellationToken cancellationToken)
    {
        context.Starting(cancellationToken);
        try
        {
            return await ServingHost.StartAsync(new ServingOptions { Home = context.Home, Port = port, LoggerFactory = context.Loggers }, cancellationToken);
        }
        catch (Exception taken) when (Listening.IsRefused(taken))
        {
            throw new UserException($"Port {port} cannot be listened on: {Listening.Why(taken)} Name another with --port, or 0 for any.", inner: taken);
        }
    }
}
