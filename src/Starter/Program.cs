using System.CommandLine;
using System.Globalization;
using Mdlc.Starter.Commands;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

// The same numbers everywhere: a machine with a decimal comma must not change a digest or a document.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = new RootCommand("mdlc: the model development life cycle as durable workflows.")
{
    Cli.Json,
    Cli.Verbose,
    Cli.HomePath,
    DemoCommand.Create(),
    InitCommand.Create(),
    RunCommand.Create(),
    RunsCommand.Create(),
    ModelsCommand.Create(),
    ModelCommand.Create(),
    PredictCommand.Create(),
    MonitorCommand.Create(),
    DevCommand.Create(),
    WorkerCommand.Create(),
    ServeCommand.Create(),
    WebhookCommand.Create(),
    ScheduleCommand.Create(),
    DoctorCommand.Create(),
    SetupServerCommand.Create(),
};

var parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    var message = string.Join(' ', parse.Errors.Select(e => e.Message));
    new Report(args.Contains("--json")).Error($"{message} See: mdlc {parse.CommandResult.Command.Name} --help");
    return ExitCode.Usage;
}

// Cleaning up (workers first, then the engine) may take longer than the two seconds that are the default.
return await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20), EnableDefaultExceptionHandler = false });
