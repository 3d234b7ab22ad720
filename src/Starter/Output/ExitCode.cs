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
}
