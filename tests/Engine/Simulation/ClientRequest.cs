namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What a client asks for. It may be sent again: its ids stay the same.</summary>
/// <param name="Send">Gives what a good reply promises, and when it leaves.</param>
internal sealed record ClientRequest(string Name, Func<Life, (Task Reply, Fact? Fact)> Send);
