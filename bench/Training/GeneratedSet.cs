using System.Globalization;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Training.Bench;

/// <summary>A binary classification that has something to learn: 16 numbers (one in fifty missing in two of them), 4 categories, a label.</summary>
internal static class GeneratedSet
{
    public const string Label = "label";

    private const int Numbers = 16;

    private static readonly int[] Categories = [3, 8, 20, 50];

    public static IReadOnlyList<SnapshotColumn> Columns { get; } =
    [
        .. Enumerable.Range(0, Numbers).Select(i => new SnapshotColumn($"n{i}", ColumnType.Number)),
        .. Enumerable.Range(0, Categories.Length).Select(i => new SnapshotColumn($"c{i}", ColumnType.Text)),
        new SnapshotColumn(Label, ColumnType.Integer),
    ];

    /// <summary>The rows as a query: the same for the same number of them and the same version of DuckDB.</summary>
    public static string Query(int rows)
    {
        var draws = Enumerable.Range(0, Numbers + Categories.Length + 1).Select(k => $"{Uniform(k)} AS u{k}");
        var numbers = Enumerable.Range(0, Numbers).Select(i => i < 2 ? $"CASE WHEN u{i} < 0.02 THEN NULL ELSE round(2 * u{i} - 1, 6) END AS n{i}" : $"round(2 * u{i} - 1, 6) AS n{i}");
        var categories = Categories.Select((count, i) => string.Create(CultureInfo.InvariantCulture, $"'v' || floor(u{Numbers + i} * {count})::INTEGER AS c{i}"));
        var noise = $"u{Numbers + Categories.Length}";
        var score = $"2 * u0 + 3 * (2 * u1 - 1) * (2 * u2 - 1) + sin(6 * u3) + CASE WHEN u{Numbers} < 0.33 THEN 0.8 ELSE 0 END + {noise}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {string.Join(", ", numbers)}, {string.Join(", ", categories)}, ({score} > 2)::BIGINT AS {Label} "
            + $"FROM (SELECT {string.Join(", ", draws)} FROM range({rows}) t(i))");
    }

    private static string Uniform(int k) => string.Create(CultureInfo.InvariantCulture, $"(hash(i * 64 + {k}) % 1000003) / 1000003.0");
}
