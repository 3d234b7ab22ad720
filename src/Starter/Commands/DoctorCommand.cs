using System.CommandLine;
using System.Runtime.InteropServices;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Starter.Diagnosis;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>doctor</c>: what this machine has and lacks, and the command that installs what is missing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check what this machine has and lacks.");
        command.SetBody(CatalogAccess.ReadOnly, async (context, _, cancellationToken) =>
        {
            List<DoctorFinding> findings =
            [
                new("runtime", true, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", null),
                .. Mdlc.Activities.Training.NativeLibraries.Findings().Select(f => new DoctorFinding(f.Part, f.Problem is null, f.Problem ?? f.Use, f.Remedy)),
                .. await MachineAsync(context, cancellationToken),
                EngineFinding(context),
                await HomeFindingAsync(context, cancellationToken),
            ];
            if (Worker.TemporalClients.HasConfiguredServer)
            {
                findings.Add(await ServerFindingAsync(context));
            }

            context.Report.Document(findings, terminal => Draw(terminal, findings));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<IReadOnlyList<DoctorFinding>> MachineAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (available, total) = MachineFindings.MemoryNow();
        var endpoints = await EndpointsAsync(context, cancellationToken);
        var web = EngineLock.IsHeld(context.Home) ? EngineLock.ReadAddress(context.Home)?.Web : null;
        string[] folders = [context.Home.Root, Path.GetTempPath()];
        return
        [
            .. folders.Select(folder => MachineFindings.Disk(folder, NoRoom.FreeBytes(folder))),
            MachineFindings.Memory(available, total),
            Port(ServeSettings.DefaultPort, "mdlc serve", endpoints.Any(e => e.EndsWith($":{ServeSettings.DefaultPort}", StringComparison.Ordinal)) ? "a server of this home" : null, "mdlc serve --port 0, or another number"),
            Port(new Uri(WebhookSettings.DefaultUrl).Port, "mdlc webhook", null, "mdlc webhook --url http://127.0.0.1:0, or another number"),
            Port(DevCommand.DefaultWebPort, "the engine's pages (mdlc dev)", web is not null && new Uri(web).Port == DevCommand.DefaultWebPort ? "the engine of this home" : null, "mdlc dev --web-port 0, or another number"),
            MachineFindings.Clock(context.Time.GetUtcNow(), MachineFindings.Newest(context.Home)),
        ];
    }

    private static DoctorFinding Port(int port, string use, string? ours, string remedy) =>
        MachineFindings.Port(port, use, MachineFindings.IsTaken(port), ours, remedy);

    /// <summary>Where servers of this home listen; none where the catalog cannot say.</summary>
    private static async Task<IReadOnlyList<string>> EndpointsAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await context.Catalog.Servers.LiveAsync(context.Time.GetUtcNow(), cancellationToken)).Select(server => server.Endpoint)];
        }
        catch (Exception fault) when (fault is FaultException or IOException)
        {
            return [];
        }
    }

    private static DoctorFinding EngineFinding(CommandContext context) => EngineLock.IsHeld(context.Home)
        ? new("engine", true, $"runs at {EngineLock.ReadAddress(context.Home)?.Address ?? "(starting)"}", null)
        : new("engine", true, "none runs on this home; run, dev and demo start one", null);

    private static async Task<DoctorFinding> HomeFindingAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            var projects = await context.Catalog.Runs.ProjectsAsync(cancellationToken);
            return new("home", true, projects.Count == 0 ? $"{context.Home.Root}, no run yet" : $"{context.Home.Root}, projects {string.Join(", ", projects)}", null);
        }
        catch (Exception fault) when (fault is FaultException or IOException)
        {
            return new("home", false, fault.Message, null);
        }
    }

    private static async Task<DoctorFinding> ServerFindingAsync(CommandContext context)
    {
        var address = Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS");
        try
        {
            var client = await Worker.TemporalClients.ConnectConfiguredAsync(context.Loggers);
            var known = await client.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = client.Options.Namespace });
            var missing = Workflows.SearchAttributes.All.Keys.Except(known.CustomAttributes.Keys).ToList();
            return missing.Count == 0
                ? new("temporal", true, $"{address}, namespace {client.Options.Namespace}", null)
                : new("temporal", false, $"{address} lacks the search attributes {string.Join(", ", missing)}", ServerSetup.Command);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Temporalio.Exceptions.RpcException)
        {
            return new("temporal", false, $"{address} does not answer: {fault.Message}", "start it, or unset TEMPORAL_ADDRESS");
        }
    }

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<DoctorFinding> findings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "part", "", "remedy");
        foreach (var finding in findings)
        {
            table.AddRow(
                new Text(finding.Ok ? "ok" : "missing", new Style(finding.Ok ? Color.Green : Color.Yellow)),
                new Text(finding.Part),
                new Text(finding.Finding),
                new Text(finding.Remedy ?? ""));
        }

        terminal.Write(table);
    }
}
