using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Models;

/// <summary>
/// Writes rows of kept columns and predictions into parts on the disk, and the parts into one file at the end, which is there whole or not at all.
/// </summary>
internal sealed class ScoreWriter(DuckDbSession session, string folder, IReadOnlyList<SnapshotColumn> kept, int version, double? threshold)
{
    private const string Table = "scored";
    private const int RowsOfAPart = 500_000;

    private readonly List<string> _parts = [];
    private IReadOnlyList<(string Name, string Type)> _scores = [];
    private int _rows;

    /// <param name="texts">By kept column, then by row.</param>
    public void Add(string?[][] texts, IReadOnlyList<ScoreColumn> scores, int rows)
    {
        if (_scores.Count == 0)
        {
            _scores = [.. scores.Select(column => (column.Name, TypeOf(column)))];
            MakeTable();
        }

        using (var appender = session.Connection.CreateAppender(Table))
        {
            for (var i = 0; i < rows; i++)
            {
                var row = appender.CreateRow();
                foreach (var column in texts)
                {
                    row.AppendValue(column[i]);
                }

                foreach (var column in scores)
                {
                    Append(row, column.Values, i);
                }

                row.EndRow();
            }

            appender.Close();
        }

        _rows += rows;
        if (_rows >= RowsOfAPart)
        {
            EndPart();
        }
    }

    /// <summary>Puts the file into its place.</summary>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public void Finish(ScoreFile target, CancellationToken cancellationToken)
    {
        if (_rows > 0 || _parts.Count == 0)
        {
            EndPart();
        }

        var columns = kept
            .Select((column, i) => $"CAST(k{i} AS {SourceColumns.SqlType(column.Type)}) AS {Sql.Name(column.Name)}")
            .Concat(_scores.Select((score, i) => $"s{i} AS {Sql.Name(score.Name)}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"{version} AS {Sql.Name(FileScorer.Version)}"))
            .Concat(threshold is { } value ? [string.Create(CultureInfo.InvariantCulture, $"{value:R}::DOUBLE AS {Sql.Name(FileScorer.Threshold)}")] : Array.Empty<string>());
        var aside = $"{target.Path}.partial";
        try
        {
            session.Execute($"COPY (SELECT {string.Join(", ", columns)} FROM read_parquet({Sql.Files(_parts)})) TO {Sql.Text(aside)} ({target.Format})", cancellationToken);
            File.Move(aside, target.Path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private void MakeTable()
    {
        var columns = kept.Select((_, i) => $"k{i} VARCHAR").Concat(_scores.Select((score, i) => $"s{i} {score.Type}"));
        session.Execute($"CREATE TABLE {Table} ({string.Join(", ", columns)})");
    }

    private void EndPart()
    {
        var part = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"scores-{_parts.Count:00000}.parquet"));
        session.Execute($"COPY {Table} TO {Sql.Text(part)} (FORMAT parquet); DROP TABLE {Table}");
        MakeTable();
        _parts.Add(part);
        _rows = 0;
    }

    private static void Append(IDuckDBAppenderRow row, Array values, int i) => _ = values switch
    {
        long[] numbers => row.AppendValue((long?)numbers[i]),
        double[] numbers => row.AppendValue(double.IsFinite(numbers[i]) ? numbers[i] : null),
        float[] numbers => row.AppendValue(float.IsFinite(numbers[i]) ? numbers[i] : (float?)null),
        bool[] flags => row.AppendValue((bool?)flags[i]),
        _ => row.AppendValue(((string[])values)[i]),
    };

    private static string TypeOf(ScoreColumn column) => column.Values switch
    {
        long[] => "BIGINT",
        double[] => "DOUBLE",
        float[] => "FLOAT",
        bool[] => "BOOLEAN",
        _ => "VARCHAR",
    };
}
