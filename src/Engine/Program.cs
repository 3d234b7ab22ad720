using System.Globalization;
using System.Runtime.InteropServices;
using Mdlc.Engine;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

StartDevCommand command;
try
{
    command = StartDevCommand.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    using var logging = command.CreateLogging();
    await using var host = await EngineHost.StartAsync(command.Options(logging));
    await Console.Out.WriteLineAsync($"Server:  {host.Address}");
    await stop.Task;
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
