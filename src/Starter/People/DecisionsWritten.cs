namespace Mdlc.Starter.People;

/// <summary>The document of <c>decision export</c>.</summary>
/// <param name="Unsigned">Moves of the champion that have no signed decision.</param>
internal sealed record DecisionsWritten(IReadOnlyList<string> Files, int Unsigned);
