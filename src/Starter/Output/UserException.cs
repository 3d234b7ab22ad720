namespace Mdlc.Starter.Output;

/// <summary>Ends a command with a sentence for the person who typed it, and an exit code.</summary>
internal sealed class UserException(string message, int exitCode = ExitCode.Failed, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
