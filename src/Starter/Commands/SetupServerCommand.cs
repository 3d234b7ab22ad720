using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Spectre.Console;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Commands;

/// <summary><c>setup-server</c>: tells a Temporal server what mdlc needs of it.</summary>
internal static class SetupServerCommand
{
    private const string DefaultRetention = "720h";

    public static Command Create()
    {
        var retention = new Option<string>("--retention")
        {
            Description = "How long a namespace that is made keeps closed workflows, in hours or days: 720h, 30d. One that is there keeps its own.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TEMPORAL_RETENTION") is { Length: > 0 } told ? told : DefaultRetention,
        };
        var command = new Command("setup-server", "Tell the Temporal server of TEMPORAL_ADDRESS what mdlc needs: the namespace and the search attributes.") { retention };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var kept = Read(parse.GetValue(retention)!);
            if (!TemporalClients.HasConfiguredServer)
            {
                throw new UserException("No Temporal server is named: set TEMPORAL_ADDRESS, e.g. localhost:7233. The embedded engine, which is used without it, needs no setup.", ExitCode.Usage);
            }

            try
            {
                var client = await TemporalClients.ConnectConfiguredAsync(context.Loggers);
                var done = await new ServerSetup(client, context.Time).ApplyAsync(kept, cancellationToken);
                context.Report.Document(done, terminal => Draw(terminal, done));
                return ExitCode.Ok;
            }
            catch (Exception fault) when (fault is InvalidOperationException or RpcException && !cancellationToken.IsCancellationRequested)
            {
                throw new UserException($"The Temporal server at {Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS")} could not be set up: {fault.Message.TrimEnd('.')}. What was made stays; run this again.", inner: fault);
            }
        });
        return command;
    }

    /// <exception cref="UserException">It is no span of at least a day.</exception>
    internal static TimeSpan Read(string text)
    {
        var days = text.EndsWith('d');
        return (days || text.EndsWith('h'))
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && TimeSpan.FromHours(days ? 24L * number : number) is { TotalDays: >= 1 } span
            ? span
            : throw new UserException($"Found retention '{text}', expected hours or days such as 720h or 30d, at least a day.", ExitCode.Usage);
    }

    private static void Draw(IAnsiConsole terminal, ServerSetupDone done)
    {
        terminal.WriteLine($"namespace {done.Namespace} of {done.Server}: {(done.NamespaceMade ? "made" : "there")}");
        foreach (var (name, made) in done.Made.Select(name => (name, true)).Concat(done.There.Select(name => (name, false))).OrderBy(a => a.name, StringComparer.Ordinal))
        {
            terminal.WriteLine($"search attribute {name} ({Workflows.SearchAttributes.All[name]}): {(made ? "made" : "there")}");
        }
    }
}
