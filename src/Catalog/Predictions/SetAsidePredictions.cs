using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mdlc.Catalog.Files;

namespace Mdlc.Catalog.Predictions;

/// <summary>
/// Requests that the log does not take, as JSON lines under <c>set-aside/</c> beside it: nothing reads them but people. One file for each
/// writer and version.
/// </summary>
public sealed class SetAsidePredictions(Home home, string writer)
{
    // Scores may be no numbers, and a log that refused rows for what they hold must be written somewhere whatever they hold.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string FileOf(string project, string model, int version) => Path.Combine(
        Path.GetDirectoryName(PredictionLogFiles.GlobOf(home, project, model))!,
        "set-aside",
        string.Create(CultureInfo.InvariantCulture, $"{writer}-version-{version}.jsonl"));

    /// <returns>The file; on return the request is on disk.</returns>
    public string Add(string project, string model, int version, LoggedRequest request)
    {
        var file = FileOf(project, model, version);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!).FullName;
        using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write))
        {
            var before = stream.Length;
            try
            {
                JsonSerializer.Serialize(stream, request, Options);
                stream.WriteByte((byte)'\n');
                stream.Flush(flushToDisk: true);
            }
            catch
            {
                // Half a line would spoil the next one.
                stream.SetLength(before);
                throw;
            }
        }

        Disk.FlushFolder(folder);
        return file;
    }
}
