using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>A command line that was understood, and starts a server.</summary>
internal interface IServerCommand
{
    /// <summary>Whether the options are to be logged at the start.</summary>
    bool LogsConfig { get; }

    ILoggerFactory CreateLogging();

    EngineOptions Options(ILoggerFactory logging);
}
