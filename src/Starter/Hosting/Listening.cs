using System.Net.Sockets;

namespace Mdlc.Starter.Hosting;

/// <summary>An address that cannot be listened at: taken, not of this machine, or only for those with more rights.</summary>
internal static class Listening
{
    public static bool IsRefused(Exception fault) => fault is IOException || fault.GetBaseException() is SocketException;

    /// <summary>The reason as a sentence.</summary>
    public static string Why(Exception fault) => $"{fault.Message.TrimEnd('.')}.";
}
