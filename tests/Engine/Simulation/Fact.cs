namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What somebody was promised: it holds for ever after.</summary>
/// <param name="RunId">The run that it is about; who deletes that lets go of it.</param>
internal sealed record Fact(string Name, string RunId, Func<Look, bool> Holds);
