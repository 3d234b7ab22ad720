using Microsoft.Extensions.Logging;

namespace Mdlc.Workflows.Lifecycle;

internal static partial class LifecycleLog
{
    [LoggerMessage(1, LogLevel.Warning, "Run {Run} had been started already; it is watched.")]
    public static partial void LogRunAlreadyStarted(this ILogger logger, string run);
}
