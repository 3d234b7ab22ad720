using System.CommandLine;

namespace Mdlc.Starter.Execution;

/// <summary>How one line that was typed is carried out.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public Invocation()
    {
        // Signals are the process's business (see Interruption), and exceptions become exit codes in Cli.
        ProcessTerminationTimeout = null;
        EnableDefaultExceptionHandler = false;
    }

    /// <summary>Called before anything is started that lasts: an engine, workers, a server.</summary>
    public Action Starting { get; init; } = () => { };
}
