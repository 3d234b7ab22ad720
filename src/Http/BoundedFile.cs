using System.Text;

namespace Mdlc.Http;

/// <summary>Reads small files, such as those of keys; one that does not end, or that is something else, is not read on.</summary>
public static class BoundedFile
{
    private const int MostBytes = 1 << 20;

    /// <exception cref="IOException">It cannot be read, or is not small.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[MostBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MostBytes ? Encoding.UTF8.GetString(bytes, 0, length) : throw new IOException($"'{file}' has more than {MostBytes} bytes, expected a small file.");
    }
}
