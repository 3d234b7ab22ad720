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
    public static Option<string?> UrlOption(string name, string more) => new(name)
    {
        HelpName = "url",
        Description = $"Where predictions are answered; port 0 picks a free one. {more} [{ServeSettings.DefaultUrl}]",
    };

    public static Command Create()
    {
        var url = UrlOption("--url", "Beyond loopback only with --api-key-file, and with https or --proxy.");
        var port = Values.OptionalPort("--port", "The same on loopback, by its port alone; 0 picks a free one.");
        var keys = new Option<string?>("--api-key-file") { Description = "File of the keys of which a caller must send one: Authorization: Bearer KEY." }.IsPath();
        var certificate = new Option<string?>("--tls-cert") { Description = "PEM file of the certificate to show; with an https URL." }.IsPath();
        var key = new Option<string?>("--tls-key") { Description = "PEM file of its key, without a password." }.IsPath();
        var proxy = new Option<string?>("--proxy") { Description = "The https URL under which a proxy that ends TLS shows this server.", HelpName = "url" };
        var command = new Command("serve", "Serve the champions over the Open Inference Protocol.") { url, port, keys, certificate, key, proxy };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var settings = new ServeSettings(
                parse.GetValue(url), parse.GetValue(port), parse.GetValue(keys), parse.GetValue(certificate), parse.GetValue(key), parse.GetValue(proxy));
            await using var serving = await StartAsync(context, settings, "--port or --url", cancellationToken);
            var ready = new ServeReady(serving.Address, context.Home.Root) { AsksForKey = settings.ApiKeyFile is not null };
            context.Report.Document(ready, terminal => terminal.WriteLine($"serving {ready.Home} at {ready.Serving}{(ready.AsksForKey ? ", with an API key" : "")}. Ctrl-C ends it."));
            await Waiting.UntilCancelledAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <param name="option">Which one names another port.</param>
    /// <exception cref="UserException">The settings are not usable, or the port is taken.</exception>
    internal static async Task<ServingHost> StartAsync(CommandContext context, ServeSettings settings, string option, CancellationToken cancellationToken)
    {
        var options = settings.Apply(new ServingOptions { Home = context.Home, LoggerFactory = context.Loggers });
        context.Starting(cancellationToken);
        try
        {
            return await ServingHost.StartAsync(options, cancellationToken);
        }
        catch (Exception taken) when (Listening.IsRefused(taken))
        {
            throw new UserException($"Port {options.Port} cannot be listened on: {Listening.Why(taken)} Name another with {option}, or 0 for any.", inner: taken);
        }
    }
}
