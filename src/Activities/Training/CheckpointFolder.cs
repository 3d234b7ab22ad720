using System.Security.Cryptography;
using System.Text;
using Mdlc.Catalog;
using Mdlc.Contracts.Json;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Training;

/// <summary>
/// Where a job's training keeps what is done: one folder for all attempts at the same job, whichever worker makes them. What was left behind by a
/// training that never ended goes away after a week.
/// </summary>
internal sealed class CheckpointFolder
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public CheckpointFolder(Home home, TrainingJob job, TimeProvider time)
    {
        // No number of threads changes a tree: another machine goes on as well.
        var bare = MdlcJson.Serialize(job with { Home = "", Output = null, Checkpoints = null, StopAt = null, Pruning = null, Shared = null, Train = job.Train with { Threads = 0 } });
        var all = System.IO.Path.Combine(home.Scratch, "boosting");
        Path = System.IO.Path.Combine(all, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bare)))[..32]);
        Sweep(all, time.GetUtcNow() - Kept);
    }

    public string Path { get; }

    /// <summary>What it led to is stored.</summary>
    public void Delete() => Delete(Path);

    private void Sweep(string all, DateTimeOffset before)
    {
        if (!Directory.Exists(all))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(all))
        {
            if (folder != Path && Directory.GetLastWriteTimeUtc(folder) < before)
            {
                Delete(folder);
            }
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // It is not there, or another attempt of the same training is at work in it: what is left is swept another time.
        }
    }
}
