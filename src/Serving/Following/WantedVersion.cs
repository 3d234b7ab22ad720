namespace Mdlc.Serving.Following;

/// <summary>What shall be served of a model.</summary>
/// <param name="Version">Null: nothing.</param>
/// <param name="Sequence">The change that asked for it; 0: nobody did, it is the champion.</param>
internal sealed record WantedVersion(string Project, string Model, int? Version, long Sequence);
