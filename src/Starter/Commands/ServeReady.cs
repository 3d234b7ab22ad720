namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc serve --json</c> says once it answers.</summary>
internal sealed record ServeReady(string Serving, string Home)
{
    /// <summary>Whether a caller must send a key.</summary>
    public bool AsksForKey { get; init; }
}
