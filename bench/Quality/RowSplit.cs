using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mdlc.Quality.Bench;

/// <summary>The split that the peers were measured on: a row is a test row by the hash of its line, so in every language the same.</summary>
internal static class RowSplit
{
    private const uint Buckets = 100;
    private const uint TestBuckets = 20;

    /// <summary>Writes <c>train.csv</c> and <c>test.csv</c>, each with the header where there is one.</summary>
    public static async Task WriteAsync(string file, bool hasHeader, string folder)
    {
        await using var train = new StreamWriter(Path.Combine(folder, "train.csv"));
        await using var test = new StreamWriter(Path.Combine(folder, "test.csv"));
        var isHeader = hasHeader;
        foreach (var text in (await File.ReadAllTextAsync(file)).Split('\n'))
        {
            var line = text.EndsWith('\r') ? text[..^1] : text;
            if (isHeader)
            {
                isHeader = false;
                await train.WriteAsync($"{line}\n");
                await test.WriteAsync($"{line}\n");
            }
            else if (line.Trim().Length > 0)
            {
                await (IsTest(line) ? test : train).WriteAsync($"{line}\n");
            }
        }
    }

    private static bool IsTest(string line) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(line))) % Buckets < TestBuckets;
}
