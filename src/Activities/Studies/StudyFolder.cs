using Mdlc.Catalog;
using Mdlc.Contracts.Runs;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Studies;

/// <summary>
/// What the trials of a study share on the disk: a folder beside the home's other scratch files, which goes away with the study. What was left behind by
/// one that never ended goes away after a week.
/// </summary>
internal sealed class StudyFolder(Home home, RunKey run, TimeProvider time)
{
    private const long MostBytes = 1L << 30;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private string All => Path.Combine(home.Scratch, "studies");

    private string Own => Path.Combine(All, run.Project, run.Model, run.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public SharedRows Rows => new(Own, MostBytes);

    public void Delete() => Delete(Own);

    /// <summary>Of all studies that did not end.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(All))
        {
            return;
        }

        var before = time.GetUtcNow() - Kept;
        foreach (var model in Directory.EnumerateDirectories(All).SelectMany(Directory.EnumerateDirectories))
        {
            foreach (var study in Directory.EnumerateDirectories(model).Where(study => study != Own && Directory.GetLastWriteTimeUtc(study) < before))
            {
                Delete(study);
            }
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // It is not there, or a trial that was cut off still writes: what is left is swept another time.
        }
    }
}
