using Mdlc.Contracts.Faults;

namespace Mdlc.Learning.Training;

/// <param name="Fault">Null for an error that may pass when tried again.</param>
/// <param name="OutOfMemory">An allocation was refused, by the runtime or by a native library.</param>
/// <param name="PeakMemoryMb">Largest resident memory in MiB.</param>
public sealed record TrainingFailure(FaultKind? Fault, bool OutOfMemory, string Message, string Detail, int PeakMemoryMb)
{
    /// <summary>The disk was full.</summary>
    public bool NoRoom { get; init; }
}
