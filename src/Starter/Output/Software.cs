using System.Reflection;

namespace Mdlc.Starter.Output;

/// <summary>What this program calls itself.</summary>
internal static class Software
{
    public static string Version { get; } =
        typeof(Software).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
