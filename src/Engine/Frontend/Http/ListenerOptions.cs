using Mdlc.Engine.Kernel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>Where and how to listen.</summary>
/// <param name="Port">0 picks a free one.</param>
internal sealed record ListenerOptions(string Ip, int Port, HttpProtocols Protocols, TlsFiles? Tls, string? ApiKey, ILoggerFactory LoggerFactory);
