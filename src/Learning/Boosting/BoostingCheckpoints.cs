using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Learning.Boosting;

/// <summary>
/// The segments of one training that are done, a file each: put there whole by a rename, under a first line with what it is of and the digest of
/// the rest. What is damaged, of another training, or does not follow what comes before it counts as not there, and <see cref="Note"/> says so.
/// </summary>
/// <param name="folder">Made when the first is written.</param>
/// <param name="fingerprint">Of all that bears on the trees; in hex.</param>
public sealed class BoostingCheckpoints(string folder, string fingerprint)
{
    private const string Mark = "mdlc-checkpoint-1";

    /// <summary>Which checkpoint was there and could not be used, and why; null: none.</summary>
    public string? Note { get; private set; }

    /// <returns>The digest that the next one names as <see cref="BoostingCheckpoint.Before"/>; null: there is none that can be used.</returns>
    internal (BoostingCheckpoint Checkpoint, string Digest)? Read(int segment, string before)
    {
        var file = FileOf(segment);
        try
        {
            return File.Exists(file) ? Parse(File.ReadAllText(file), before) : null;
        }
        catch (Exception unusable) when (unusable is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"checkpoint {segment + 1} could not be used ({unusable.Message.TrimEnd('.')}): its iterations, and those behind it, were trained again");
            return null;
        }
    }

    /// <returns>Its digest.</returns>
    internal string Write(int segment, BoostingCheckpoint checkpoint)
    {
        Directory.CreateDirectory(folder);
        var body = MdlcJson.Serialize(checkpoint);
        var digest = DigestOf(body);
        var file = FileOf(segment);

        // Two attempts of one training may write at once, the same: each has a file of its own aside.
        var aside = $"{file}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.partial";
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes($"{HeadOf(digest)}\n{body}"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: true);
            return digest;
        }
        catch (IOException)
        {
            // On a full disk half a file is in the way of whatever makes room.
            File.Delete(aside);
            throw;
        }
    }

    private (BoostingCheckpoint Checkpoint, string Digest) Parse(string content, string before)
    {
        if (content.Split('\n', 2) is not [var first, var body])
        {
            throw new InvalidDataException("it breaks off in its first line");
        }

        if (!first.StartsWith($"{Mark} {fingerprint} ", StringComparison.Ordinal))
        {
            throw new InvalidDataException("it is of another training, or of another version");
        }

        var digest = DigestOf(body);
        if (first != HeadOf(digest))
        {
            throw new InvalidDataException("it is damaged: its content is not what its first line says");
        }

        var checkpoint = MdlcJson.Deserialize<BoostingCheckpoint>(body);
        return checkpoint.Before == before ? (checkpoint, digest) : throw new InvalidDataException("it does not follow the one before it");
    }

    private string FileOf(int segment) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{fingerprint[..16]}-{segment:d6}.checkpoint"));

    private string HeadOf(string digest) => $"{Mark} {fingerprint} {digest}";

    private static string DigestOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
