using System.Runtime.InteropServices;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Mdlc.Learning.Training;

/// <summary>The native libraries that trainers need and a bare machine may lack.</summary>
public static class NativeParts
{
    public const string InstallLibgomp = "install libgomp1 (apt-get install libgomp1)";

    /// <summary>Each part, what it is for, and what is wrong with it here (null: nothing).</summary>
    public static IReadOnlyList<NativeFinding> Findings() =>
    [
        new("LightGBM", "trains lightgbm", LightGbmProblem(), LightGbmProblem() is null ? null : Remedy(LightGbmProblem()!)),
        new("FastTree", "trains fasttree and fastforest", FastTreeProblem(), null),
    ];

    /// <summary>True when the trainer's native part loads here.</summary>
    public static bool CanTrain(TrainerKind trainer) => trainer switch
    {
        TrainerKind.LightGbm => LightGbmProblem() is null,
        TrainerKind.FastTree or TrainerKind.FastForest => FastTreeProblem() is null,
        _ => true,
    };

    private static string? Remedy(string problem) => problem.Contains("libgomp", StringComparison.Ordinal) ? "apt-get install libgomp1" : null;

    /// <summary>Null when LightGBM can train here; else what is missing and what to do.</summary>
    public static string? LightGbmProblem()
    {
        if (NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmBinaryTrainer).Assembly, null, out _))
        {
            return null;
        }

        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return $"LightGBM has no {RuntimeInformation.ProcessArchitecture} build; train with sdca or lbfgs, or on an x64 machine.";
        }

        return OperatingSystem.IsLinux() && !NativeLibrary.TryLoad("libgomp.so.1", out _)
            ? $"LightGBM's library did not load: libgomp.so.1 is missing; {InstallLibgomp}."
            : "LightGBM's library did not load; restore the package Microsoft.ML.LightGbm for this platform.";
    }

    /// <summary>Null when FastTree and FastForest can train here; else what is missing and what to do.</summary>
    public static string? FastTreeProblem()
    {
        if (NativeLibrary.TryLoad("FastTreeNative", typeof(FastTreeBinaryTrainer).Assembly, null, out _))
        {
            return null;
        }

        return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86
            ? "FastTree's library did not load; restore the package Microsoft.ML.FastTree for this platform."
            : $"FastTree has no {RuntimeInformation.ProcessArchitecture} build; train with sdca or lbfgs, or on an x64 machine.";
    }

    /// <summary>Runs a fit; a native library that does not load becomes a fault that says what to install.</summary>
    internal static T Guard<T>(Func<T> fit)
    {
        try
        {
            return fit();
        }
        catch (Exception exception) when (Find<DllNotFoundException>(exception) is { } missing)
        {
            throw FaultException.InEnvironment(LightGbmProblem() ?? FastTreeProblem() ?? $"A native library is missing: {FirstLine(missing)}.", exception);
        }
    }

    private static string FirstLine(DllNotFoundException missing) => missing.Message.Split('\n')[0];

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return exception as T;
    }
}
