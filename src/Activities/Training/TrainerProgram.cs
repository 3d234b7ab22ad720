using System.Diagnostics;
using Mdlc.Contracts.Faults;

namespace Mdlc.Activities.Training;

/// <summary>Where the training program lies: beside the running one.</summary>
internal static class TrainerProgram
{
    private const string Name = "Mdlc.Trainer";

    /// <exception cref="FaultException">It is not there.</exception>
    public static ProcessStartInfo StartInfo(string folder)
    {
        var executable = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name);
        var assembly = Path.Combine(folder, $"{Name}.dll");
        if (!File.Exists(assembly))
        {
            throw FaultException.InEnvironment($"Found no {Name}.dll in {folder}, expected the training program beside this one; install mdlc again.");
        }

        // The executable finds the runtime by DOTNET_ROOT or the machine's registration; a private one is known by this process alone.
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : null;
        return host is null && File.Exists(executable)
            ? new ProcessStartInfo(executable)
            : new ProcessStartInfo(host ?? "dotnet") { ArgumentList = { "exec", assembly } };
    }
}
