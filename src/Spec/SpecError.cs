namespace Mdlc.Spec;

/// <summary>One problem of a spec.</summary>
/// <param name="Line">Counted from 1; 0 when the problem is the file as a whole.</param>
/// <param name="Column">Counted from 1; 0 when the problem is the file as a whole.</param>
/// <param name="Path">The key, such as <c>split.test</c> or <c>expectations[2].min</c>; empty for the file as a whole.</param>
/// <param name="Message">What was found, what was expected, what to do.</param>
public sealed record SpecError(int Line, int Column, string Path, string Message);
