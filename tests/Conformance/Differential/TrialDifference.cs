namespace Mdlc.Conformance.Tests.Differential;

/// <summary>How the histories of a program differ.</summary>
/// <param name="IsOfTheRealServer">It did not come to the program's end, or lost tasks to their deadlines that the engine did not lose: a loaded machine, and no verdict.</param>
internal sealed record TrialDifference(string Text, bool IsOfTheRealServer);
