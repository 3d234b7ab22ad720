using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Formats;
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
        DuckDbSession session, string relation, SnapshotRef snapshot, SourceSpec source, SourceRequest request, RejectedLabels rejected, CancellationToken cancellationToken)
    {
        if (request is not { Label: { } label, Task: not ModelTask.Regression } || rejected.Counts.Values.Sum() is var all && all < LeastRejected)
        {
            return null;
        }

        // What was rejected is told as it is written: 50% is the class 50, and TRUE is true.
        var column = snapshot.Columns.First(c => c.Name == label);
        var type = column.Type;
        var reader = source.Rules < ReadingRules.Second ? null : new CellReader(ColumnReading.Of(source, column));
        var kept = session.Rows(
            $"SELECT CAST({Sql.Name(label)} AS VARCHAR), count(*) FROM {relation} WHERE {Sql.Name(label)} IS NOT NULL GROUP BY 1",
            row => (Value: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken).GroupBy(c => Compared(c.Value, type)).ToDictionary(g => g.Key, g => g.Sum(c => c.Count));
        var total = kept.Values.Sum();
        var odd = ByClass(rejected, reader, type).Select(c => (c.Key, Rejected: c.Value, Share: Share(kept, c.Key, total), Distance: Distance(c.Value, all, Share(kept, c.Key, total))))
            .Where(c => c.Distance > Unlikely).DefaultIfEmpty().MaxBy(c => c.Distance);
        return odd.Key is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{odd.Rejected} of the {all} rejected records have the label '{odd.Key}', of those kept {odd.Share:P1} have it: what is rejected depends on the label, so mend it rather than lose it");
    }

    private static Dictionary<string, long> ByClass(RejectedLabels rejected, CellReader? reader, ColumnType type) =>
        rejected.Counts.GroupBy(c => Class(c.Key, reader, type)).Where(g => g.Key.Length > 0).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

    /// <returns>Empty: the label is missing. What is no value of the column stays as it is.</returns>
    private static string Class(string label, CellReader? reader, ColumnType type)
    {
        var canonical = CellText.Normalise(label);
        return reader?.Read(label, out canonical) switch
        {
            CellOutcome.Missing => "",
            CellOutcome.Bad => CellText.Normalise(label),
            _ => Compared(canonical, type),
        };
    }

    /// <summary>One text for one value: 1.0 is 1, and a day is one with or without its hours.</summary>
    private static string Compared(string value, ColumnType type) => type switch
    {
        ColumnType.Integer or ColumnType.Number when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            number.ToString("R", CultureInfo.InvariantCulture),
        ColumnType.Boolean => value.ToLowerInvariant(),
        ColumnType.Timestamp when TimeFormat.TryReadIso(value, out var time) => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        _ => value,
    };

    private static double Share(Dictionary<string, long> kept, string value, long total) =>
        total == 0 ? 0 : (double)kept.GetValueOrDefault(value) / total;

    /// <summary>From the expected share, in standard errors; Laplace's correction keeps a share of 0 or 1 from being a certainty.</summary>
    private static double Distance(long found, long all, double share)
    {
        var expected = Math.Clamp(share, 1.0 / (all + 2), 1 - (1.0 / (all + 2)));
        return (found - (all * expected)) / Math.Sqrt(all * expected * (1 - expected));
    }
}
