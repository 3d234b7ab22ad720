using System.Globalization;
using Mdlc.Catalog.Metadata.Sql;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>
/// What is made sure of before a process believes a catalog: that it is the home's, that its last commits are there, and that its pages and
/// indexes are whole. What is in a row is held against its checksum whenever that is read.
/// </summary>
/// <param name="mark">What the home noted, read before the catalog is opened: another process may commit meanwhile.</param>
internal sealed class CatalogCheck(Home home, HomeMark? mark)
{
    /// <summary>Up to here all pages are read at every start, some hundred milliseconds at most.</summary>
    private const long SmallFile = 32 << 20;

    private const int MostFaults = 3;

    public static CatalogCheck Of(Home home) => new(home, HomeMark.Read(home.CatalogMark));

    /// <summary>Whether the home has had a catalog, as far as it has noted.</summary>
    public bool Expects => mark is not null;

    /// <exception cref="FaultException">There is no file where one was, or no file at all in its place.</exception>
    public void RequireFile()
    {
        var file = new FileInfo(home.CatalogFile);
        if (Directory.Exists(home.CatalogFile))
        {
            throw SqliteFaults.Damaged(home, "it is a folder, expected a file");
        }

        if (mark is not null && file is not { Exists: true, Length: > 0 })
        {
            throw SqliteFaults.Damaged(
                home,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it is {(file.Exists ? "empty" : "not there")}, expected one of {mark.Commits} commits. To begin this home anew, without its runs and models, delete {home.CatalogMark}"));
        }
    }

    /// <param name="version">The file's schema version.</param>
    /// <exception cref="FaultException">It is another catalog, or an older state of this one, or its pages are damaged.</exception>
    public async Task RequireWholeAsync(Session session, long version)
    {
        if (version > SqliteSchema.Steps.Count)
        {
            throw SqliteFaults.TooNew(home, version);
        }

        if (new FileInfo(home.CatalogFile).Length <= SmallFile)
        {
            await RequirePagesAsync(session);
        }

        if (mark is not null)
        {
            RequireLastCommits(version >= SqliteSchema.WithChecksums ? await CatalogState.ReadAsync(session) : null, mark);
        }
    }

    private async Task RequirePagesAsync(Session session)
    {
        var faults = await session.QueryAsync($"PRAGMA integrity_check({MostFaults})", row => row.GetString(0));
        if (faults is not ["ok"])
        {
            throw SqliteFaults.Damaged(home, string.Join("; ", faults.Take(MostFaults)).ReplaceLineEndings(" "));
        }
    }

    private void RequireLastCommits(HomeMark? found, HomeMark expected)
    {
        if (found?.Id != expected.Id)
        {
            throw SqliteFaults.Damaged(
                home, $"it is {(found is null ? "one without an id" : $"catalog {found.Id}")}, expected catalog {expected.Id}. If it is meant to be in this place, delete {home.CatalogMark}");
        }

        if (found.Commits < expected.Commits)
        {
            throw SqliteFaults.Damaged(
                home,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has {found.Commits} commits, expected at least {expected.Commits}: its write-ahead log was taken away or is damaged, or an older copy is in its place. If that older state is meant, delete {home.CatalogMark}"));
        }
    }
}
