using System.Globalization;

namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>What a catalog says of itself: which it is, and how many commits it has had.</summary>
internal static class CatalogState
{
    private const string Id = "id";
    private const string Commits = "commits";

    /// <summary>Null where the catalog is of before there were marks, and has not been written since.</summary>
    public static async Task<HomeMark?> ReadAsync(Session session)
    {
        var values = (await Tables.State.SelectAsync(session, "")).ToDictionary(row => row.Text("name"), row => row.Text("value"));
        return values.TryGetValue(Id, out var id) && values.TryGetValue(Commits, out var commits) && long.TryParse(commits, CultureInfo.InvariantCulture, out var number)
            ? new HomeMark(id, number)
            : null;
    }

    /// <summary>Counts the commit that this session will be; the first one gives the catalog its id.</summary>
    public static async Task<HomeMark> CountAsync(Session session)
    {
        var state = await ReadAsync(session) is { } known
            ? known with { Commits = known.Commits + 1 }
            : new HomeMark(Guid.NewGuid().ToString("n"), 1);
        await Tables.State.PutAsync(session, Id, state.Id);
        await Tables.State.PutAsync(session, Commits, state.Commits.ToString(CultureInfo.InvariantCulture));
        return state;
    }
}
