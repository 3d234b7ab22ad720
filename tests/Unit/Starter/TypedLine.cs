using Mdlc.Starter;

namespace Mdlc.Unit.Tests.Starter;

/// <summary>How a line that was typed ended.</summary>
internal sealed record TypedLine(int ExitCode, string Output, string Error)
{
    /// <summary>Long for any command that has been told to stop; what hangs is found, and not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command that has been told to stop before it begins: it reads what was typed, and starts nothing.</summary>
    public static async Task<TypedLine> RunAsync(params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await Task.Run(() => CommandLine.RunAsync(args, output, error, new CancellationToken(canceled: true))).WaitAsync(Patience);
        return new(exit, output.ToString(), error.ToString());
    }
}
