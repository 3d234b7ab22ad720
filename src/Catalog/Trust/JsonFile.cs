using Mdlc.Catalog.Files;
using Mdlc.Contracts.Json;

namespace Mdlc.Catalog.Trust;

/// <summary>Files that are there whole or not at all.</summary>
internal static class JsonFile
{
    /// <summary>Writes beside it, and puts it in its place once it is on disk.</summary>
    public static async Task WriteAsync<T>(string file, T document, CancellationToken cancellationToken)
    {
        PrivateFile.MakeFolder(Path.GetDirectoryName(file)!);
        var half = $"{file}.{Guid.NewGuid():n}";
        try
        {
            await using (var stream = new FileStream(half, PrivateFile.New(FileAccess.Write)))
            {
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(MdlcJson.SerializePretty(document)), cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(half, file, overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }
    }
}
