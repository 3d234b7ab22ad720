using System.CommandLine;

namespace Mdlc.Engine.Hosting;

/// <summary>How one line that was typed is carried out.</summary>
internal sealed class EngineInvocation : InvocationConfiguration
{
    public EngineInvocation()
    {
        // Signals and exceptions are the process's business.
        ProcessTerminationTimeout = null;
        EnableDefaultExceptionHandler = false;
    }

    /// <summary>Runs a server until the process is told to stop.</summary>
    public required Func<IServerCommand, Task> Serve { get; init; }
}
