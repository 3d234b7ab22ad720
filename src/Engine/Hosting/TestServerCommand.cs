using System.CommandLine;
using System.Globalization;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line of the SDKs' time-skipping test server: a port, and whether time is skipped from the start.</summary>
internal sealed class TestServerCommand : IServerCommand
{
    private readonly int _port;
    private readonly TimeSkipping _skipping;

    private TestServerCommand(int port, TimeSkipping skipping) => (_port, _skipping) = (port, skipping);

    public bool LogsConfig => false;

    /// <summary>Whether the arguments are this command's.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) => args is [[>= '0' and <= '9', ..], ..];

    public static RootCommand Create()
    {
        var port = new Argument<int>("PORT")
        {
            Description = "Where the server listens; 0 picks a free one.",
            CustomParser = result =>
            {
                if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > ushort.MaxValue)
                {
                    result.AddError($"found '{result.Tokens[0].Value}', expected a port from 0 to {ushort.MaxValue}.");
                }

                return number;
            },
        };
        var enable = new Option<bool>("--enable-time-skipping") { Description = "Time is skipped from the start." };
        var root = new RootCommand("The SDKs' test server: time that nothing but a timer waits for is skipped.") { port, enable };
        root.SetAction((parse, _) => ((EngineInvocation)parse.InvocationConfiguration).Serve(
            new TestServerCommand(parse.GetValue(port), parse.GetValue(enable) ? TimeSkipping.Unlocked : TimeSkipping.Locked)));
        return root;
    }

    public ILoggerFactory CreateLogging() => ConsoleLogging.Create(LogLevel.Warning, LogFormat.Text);

    public EngineOptions Options(ILoggerFactory logging) => new()
    {
        Port = _port,
        TimeSkipping = _skipping,
        DynamicConfig = TestLimits.DynamicConfig,
        Retention = TestLimits.Retention,
        LoggerFactory = logging,
    };
}
