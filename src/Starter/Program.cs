using System.Globalization;
using Mdlc.Starter;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

// The same numbers everywhere: a machine with a decimal comma must not change a digest or a document.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

using var interruption = Interruption.Listen();
try
{
    return await CommandTree.RunAsync(args, new Invocation(), interruption.Token);
}
catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
{
    // Nothing can be said any more: help had nowhere to go.
    return ExitCode.Failed;
}
