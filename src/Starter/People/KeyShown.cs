namespace Mdlc.Starter.People;

/// <summary>The document of <c>key new</c> and <c>key show</c>: never the private part.</summary>
internal sealed record KeyShown(string File, string Id, string PublicKey);
