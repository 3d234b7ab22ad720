using System.Net;
using System.Net.Sockets;

namespace Mdlc.Engine.Bench.Servers;

internal static class Executables
{
    private const int PortsUsed = 10;

    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>The first of ten free ports in a row.</summary>
    public static int FreePorts()
    {
        for (var port = 27_000; port < 32_000; port += PortsUsed)
        {
            if (Enumerable.Range(port, PortsUsed).All(IsFree))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No ten free ports between 27000 and 32000; end what listens there.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
