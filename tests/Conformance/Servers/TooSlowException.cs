namespace Mdlc.Conformance.Tests.Servers;

/// <summary>The real server was too slow to be a reference, on a machine that has much to do: neither server is wrong.</summary>
internal sealed class TooSlowException(string message) : Exception(message);
