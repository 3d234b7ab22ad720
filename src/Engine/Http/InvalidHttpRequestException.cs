namespace Mdlc.Engine.Http;

/// <summary>A request whose path, query or body does not fit the call's message.</summary>
internal sealed class InvalidHttpRequestException(string message) : Exception(message);
