using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Predictions;

/// <summary>
/// A model's logged predictions as they were at one moment, each file held against its digest. A server may replace a file at any time, so
/// they are pinned under names of their own until this is disposed.
/// </summary>
public sealed class PinnedPredictions : IDisposable
{
    private readonly string _folder;
    private readonly List<string> _files = [];

    private PinnedPredictions(string folder) => _folder = folder;

    /// <summary>Absolute paths; none when nothing was logged.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <exception cref="FaultException">A file is not what was logged.</exception>
    public static async Task<PinnedPredictions> OfAsync(Home home, string project, string model, CancellationToken cancellationToken)
    {
        var glob = PredictionLogFiles.GlobOf(home, project, model);
        var pinned = new PinnedPredictions(Directory.CreateDirectory(Path.Combine(home.Scratch, $"predictions-{Guid.NewGuid():n}")).FullName);
        try
        {
            if (Directory.Exists(Path.GetDirectoryName(glob)))
            {
                foreach (var file in Directory.GetFiles(Path.GetDirectoryName(glob)!, Path.GetFileName(glob)).Order(StringComparer.Ordinal))
                {
                    await pinned.AddAsync(file, cancellationToken);
                }
            }

            return pinned;
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task AddAsync(string file, CancellationToken cancellationToken)
    {
        var name = Path.Combine(_folder, Path.GetFileName(file));
        (string Found, string Known)? before = null;
        while (true)
        {
            Disk.Pin(file, name);
            var found = await FileDigest.OfAsync(name, cancellationToken);
            if (PredictionDigests.Read(file) is not { } known || known.Contains(found))
            {
                _files.Add(name);
                return;
            }

            // A server may have replaced the file twice since it was pinned; then another look finds something else.
            var now = (found, string.Join(", ", known));
            if (now == before)
            {
                throw FaultException.InEnvironment(
                    $"Logged predictions {file} are damaged: they have SHA-256 {found}, {PredictionDigests.FileOf(file)} says {now.Item2}. Restore both from a backup, or take the Parquet file away: its rows are then left out.");
            }

            before = now;
            File.Delete(name);
        }
    }
}
