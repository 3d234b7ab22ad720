namespace Mdlc.Learning.Training;

/// <summary>How a native library stands on this machine.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Problem">What is wrong with it; null: nothing.</param>
/// <param name="Remedy">The command that mends it, where there is one.</param>
public sealed record NativeFinding(string Part, string Use, string? Problem, string? Remedy);
