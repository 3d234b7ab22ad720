using System.Security.Cryptography;

namespace Mdlc.Catalog.Files;

/// <summary>The SHA-256 of a file's bytes, in lower-case hex.</summary>
internal static class FileDigest
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Opens a file to read it from its first byte to its last. Others may read it, or take its name away, meanwhile.</summary>
    public static FileStream OpenRead(string file) =>
        new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);

    /// <summary>Of what is left to read of a stream.</summary>
    public static async Task<string> OfAsync(Stream content, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));

    /// <summary>Of a file that is finished; on return its bytes are on the disk.</summary>
    public static async Task<(string Sha256, long Bytes)> SettleAsync(string file, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, BufferBytes);
        var sha256 = await OfAsync(content, cancellationToken);
        content.Flush(flushToDisk: true);
        return (sha256, content.Length);
    }

    public static async Task<string> OfAsync(string file, CancellationToken cancellationToken)
    {
        await using var content = OpenRead(file);
        return await OfAsync(content, cancellationToken);
    }
}
