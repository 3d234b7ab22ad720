using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Following;

/// <summary>Reads from the catalog what shall be served: what was asked for, and the champion where nobody asked.</summary>
internal static class WantedVersions
{
    public static async Task<IReadOnlyList<WantedVersion>> ReadAsync(
        ICatalog catalog, IReadOnlyList<string> projects, CancellationToken cancellationToken)
    {
        var desired = await catalog.Servers.ListDesiredAsync(cancellationToken);
        var champions = await catalog.Models.ListAliasedAsync(AliasName.Champion, cancellationToken);
        return Combine(desired, champions, projects);
    }

    public static IReadOnlyList<WantedVersion> Combine(
        IReadOnlyList<DesiredVersion> desired, IReadOnlyList<AliasedVersion> champions, IReadOnlyList<string> projects)
    {
        var asked = desired.Select(d => (d.Project, d.Model)).ToHashSet();
        return
        [
            .. desired.Select(d => new WantedVersion(d.Project, d.Model, d.Version, d.Sequence))
                .Concat(champions.Where(c => !asked.Contains((c.Project, c.Model))).Select(c => new WantedVersion(c.Project, c.Model, c.Version, 0)))
                .Where(wanted => projects.Count == 0 || projects.Contains(wanted.Project)),
        ];
    }
}
