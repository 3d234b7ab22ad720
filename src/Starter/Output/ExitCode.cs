namespace Mdlc.Starter.Output;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>The gate said fail or inconclusive; or monitoring found what <c>--fail-on</c> names.</summary>
    public const int GateSaidNo = 3;

    /// <summary>Ctrl-C: what was begun goes on elsewhere or later.</summary>
    public const int Detached = 130;

    /// <summary>All of them, as help lists them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Ok, "Done. A server (dev, worker, serve, webhook) that was asked to stop has stopped."),
        (Failed, "Not done: a sentence on standard error says why."),
        (Usage, "The command line or the spec is not right; nothing was begun."),
        (GateSaidNo, "Done, and the answer is no: the gate said fail or inconclusive."),
        (Detached, "Left by Ctrl-C or SIGTERM: what was begun goes on elsewhere or with the next command. A second Ctrl-C leaves at once."),
    ];
}
