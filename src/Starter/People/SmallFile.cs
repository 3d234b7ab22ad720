using System.Text;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.People;

/// <summary>Reads files that are small when they are what they should be: a device or a film is not read to its end.</summary>
internal static class SmallFile
{
    private const int MostBytes = 1 << 20;

    /// <exception cref="UserException">It has more than a mebibyte.</exception>
    public static string ReadText(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[MostBytes + 1];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= MostBytes
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw new UserException($"{file} has more than {MostBytes} bytes; a key or a signed decision is some hundred.");
    }
}
