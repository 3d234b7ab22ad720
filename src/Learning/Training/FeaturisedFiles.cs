using System.Globalization;
using System.Security.Cryptography;

namespace Mdlc.Learning.Training;

/// <summary>
/// Featurised rows that the trials of a search share: a file for each feature plan, named by the hash of all that the rows follow from, put there whole by a
/// rename, under the digest of its content. What is damaged counts as not there; what does not fit is not kept: each trial can make the rows itself.
/// </summary>
/// <param name="folder">Of one search; made when the first is written.</param>
/// <param name="mostBytes">Of all its files together.</param>
public sealed class FeaturisedFiles(string folder, long mostBytes)
{
    private static readonly byte[] Mark = "mdlc-rows-1\n"u8.ToArray();

    /// <summary>What was there and could not be used, or could not be kept, and why; null: nothing.</summary>
    public string? Note { get; private set; }

    /// <param name="key">Of what they follow from, in hex.</param>
    /// <returns>Null: there are none that can be used.</returns>
    public FeaturisedRows? Read(string key)
    {
        var file = FileOf(key);
        try
        {
            return File.Exists(file) ? Parse(file) : null;
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException or OverflowException or FormatException or OutOfMemoryException or ArgumentException)
        {
            Note = $"the shared rows could not be used ({unusable.Message.TrimEnd('.')}) and were made again";
            return null;
        }
    }

    /// <summary>Keeps them for other trials, where there is room.</summary>
    public void Write(string key, FeaturisedRows rows)
    {
        var file = FileOf(key);

        // Two trials may make the same rows at once: each has a file of its own aside.
        var aside = $"{file}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.partial";
        try
        {
            Directory.CreateDirectory(folder);
            if (new DirectoryInfo(folder).EnumerateFiles().Sum(other => other.Length) + rows.Bytes > mostBytes)
            {
                return;
            }

            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.ReadWrite))
            {
                stream.Write(Mark);
                stream.Write(new byte[SHA256.HashSizeInBytes]);
                using var sha = SHA256.Create();
                using (var hashed = new CryptoStream(stream, sha, CryptoStreamMode.Write, leaveOpen: true))
                using (var buffered = new BufferedStream(hashed, 1 << 20))
                using (var writer = new BinaryWriter(buffered))
                {
                    rows.Write(writer);
                }

                stream.Position = Mark.Length;
                stream.Write(sha.Hash);
            }

            File.Move(aside, file, overwrite: true);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A disk that is full shows itself where something must be written; half a file would be in the way there.
            Note = $"the rows could not be kept for other trials ({full.Message.TrimEnd('.')})";
            File.Delete(aside);
        }
    }

    private static FeaturisedRows Parse(string file)
    {
        using var stream = File.OpenRead(file);
        var head = new byte[Mark.Length + SHA256.HashSizeInBytes];
        stream.ReadExactly(head);
        if (!head.AsSpan(0, Mark.Length).SequenceEqual(Mark))
        {
            throw new InvalidDataException("it does not begin as such a file does");
        }

        // Looked at before it is read: a damaged length would ask for any amount of memory.
        var digest = SHA256.HashData(stream);
        if (!digest.AsSpan().SequenceEqual(head.AsSpan(Mark.Length)))
        {
            throw new InvalidDataException("its digest is another");
        }

        stream.Position = head.Length;
        using var reader = new BinaryReader(new BufferedStream(stream, 1 << 20));
        return FeaturisedRows.Read(reader);
    }

    private string FileOf(string key) => Path.Combine(folder, $"{key}.rows");
}
