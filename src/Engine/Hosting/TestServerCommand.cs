using System.Globalization;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line of the SDKs' time-skipping test server: a port, and whether time is skipped from the start.</summary>
internal sealed class TestServerCommand : IServerCommand
{
    private const string EnableFlag = "--enable-time-skipping";
    private const string Usage = $"usage: PORT [{EnableFlag}]";

    private readonly int _port;
    private readonly TimeSkipping _skipping;

    private TestServerCommand(int port, TimeSkipping skipping) => (_port, _skipping) = (port, skipping);

    /// <summary>Whether the arguments are this command's and not <c>server start-dev</c>'s.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args is [[>= '0' and <= '9', ..], ..];

    /// <exception cref="ArgumentException">The command line is not understood; the message says what was expected.</exception>
    public static TestServerCommand Parse(IReadOnlyList<string> args)
    {
        if (!int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
        {
            throw new ArgumentException($"found '{args[0]}', expected a port from 0 to {ushort.MaxValue}. {Usage}");
        }

        foreach (var flag in args.Skip(1))
        {
            if (flag != EnableFlag)
            {
                throw new ArgumentException($"unknown flag {flag}. {Usage}");
            }
        }

        return new TestServerCommand(port, args.Count > 1 ? TimeSkipping.Unlocked : TimeSkipping.Locked);
    }

    public bool LogsConfig => false;

    public ILoggerFactory CreateLogging() => ConsoleLogging.Create(LogLevel.Warning, json: false);

    public EngineOptions Options(ILoggerFactory logging) => new()
    {
        Port = _port,
        TimeSkipping = _skipping,
        DynamicConfig = TestLimits.DynamicConfig,
        Retention = TestLimits.Retention,
        LoggerFactory = logging,
    };
}
