using System.Reflection;

namespace Mdlc.Activities.Registry;

/// <summary>What a piece of software calls itself, without the commit it was built from.</summary>
public static class SoftwareVersion
{
    /// <summary>The version of this mdlc.</summary>
    public static string Mdlc { get; } = Of(typeof(SoftwareVersion).Assembly);

    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version!.ToString();
}
