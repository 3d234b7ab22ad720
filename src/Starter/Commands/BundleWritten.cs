namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc export --json</c> says.</summary>
/// <param name="Bytes">Of the file.</param>
/// <param name="ContentHash">SHA-256 of the manifest, by which all of it can be checked.</param>
internal sealed record BundleWritten(string File, long Bytes, string ContentHash, string ModelDigest, int Members);
