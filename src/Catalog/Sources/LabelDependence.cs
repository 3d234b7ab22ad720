using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>
/// Whether the rejected records have other labels than those that are kept: then what is learned from the rest is wrong in a way that no metric on
/// the rest shows.
/// </summary>
internal static class LabelDependence
{
    private const int LeastRejected = 5;

    /// <summary>So many standard errors of a share are no chance.</summary>
    private const double Unlikely = 4;

    /// <param name="relation">What stands behind FROM to read the snapshot.</param>
    /// <returns>A sentence; null: nothing is to be seen.</returns>
    public static string? Note(
        DuckDbSession session, string relation, SourceRequest request, RejectedLabels rejected, CancellationToken cancellationToken)
    {
        if (request is not { Label: { } label, Task: not ModelTask.Regression } || rejected.Counts.Values.Sum() is var all && all < LeastRejected)
        {
            return null;
        }

        var kept = session.Rows(
            $"SELECT CAST({Sql.Name(label)} AS VARCHAR), count(*) FROM {relation} WHERE {Sql.Name(label)} IS NOT NULL GROUP BY 1",
            row => (Value: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken).ToDictionary(c => c.Value, c => c.Count);
        var total = kept.Values.Sum();
        var odd = ByClass(rejected).Select(c => (c.Key, Rejected: c.Value, Share: Share(kept, c.Key, total), Distance: Distance(c.Value, all, Share(kept, c.Key, total))))
            .Where(c => c.Distance > Unlikely).OrderByDescending(c => c.Distance).FirstOrDefault();
        return odd.Key is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{odd.Rejected} of the {all} rejected records have the label '{odd.Key}', of those kept {odd.Share:P1} have it: what is rejected depends on the label, so mend it rather than lose it");
    }

    private static Dictionary<string, long> ByClass(RejectedLabels rejected) =>
        rejected.Counts.GroupBy(c => CellText.Normalise(c.Key)).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    private static double Share(Dictionary<string, long> kept, string value, long total) =>
        total == 0 ? 0 : (double)kept.GetValueOrDefault(value) / total;

    /// <summary>From the expected share, in standard errors; Laplace's correction keeps a share of 0 or 1 from being a certainty.</summary>
    private static double Distance(long found, long all, double share)
    {
        var expected = Math.Clamp(share, 1.0 / (all + 2), 1 - (1.0 / (all + 2)));
        return (found - (all * expected)) / Math.Sqrt(all * expected * (1 - expected));
    }
}
