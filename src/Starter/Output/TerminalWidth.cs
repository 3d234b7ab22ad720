using System.Globalization;

namespace Mdlc.Starter.Output;

/// <summary>How wide the terminal is that standard output goes to.</summary>
internal static class TerminalWidth
{
    /// <returns>Null: it goes to none, or to one that does not say.</returns>
    public static int? OfProcess() => Console.IsOutputRedirected ? null : Read(Environment.GetEnvironmentVariable("COLUMNS"), Asked);

    /// <param name="columns">What COLUMNS says: a person's word goes before the terminal's.</param>
    public static int? Read(string? columns, Func<int> asked) =>
        int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var named) && named > 0 ? named
        : asked() is > 0 and var width ? width
        : null;

    private static int Asked()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (Exception unknown) when (unknown is IOException or PlatformNotSupportedException or InvalidOperationException)
        {
            return 0;
        }
    }
}
