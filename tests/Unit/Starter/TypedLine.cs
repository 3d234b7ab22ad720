using Mdlc.Starter;
using Mdlc.Starter.Execution;

namespace Mdlc.Unit.Tests.Starter;

/// <summary>How a line that was typed ended.</summary>
internal sealed record TypedLine(int ExitCode, string Output, string Error)
{
    /// <summary>Long for any command that has been told to stop; what hangs is found, and not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command that is told to stop when it would begin something that lasts: what goes before that, it does.</summary>
    public static async Task<TypedLine> RunAsync(params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var invocation = new Invocation { Output = output, Error = error, Starting = stop.Cancel };
        var exit = await Task.Run(() => CommandTree.RunAsync(args, invocation, stop.Token)).WaitAsync(Patience);
        return new(exit, output.ToString(), error.ToString());
    }
}
