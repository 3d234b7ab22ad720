using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Predictions;

/// <summary>
/// The prediction log: Parquet files under <c>predictions/{project}/{model}/</c>, a row per predicted row with the columns <c>time</c>,
/// <c>request</c>, <c>row</c>, <c>project</c>, <c>model</c>, <c>version</c>, and <c>input.…</c> and <c>output.…</c> by name. A file is there
/// whole or not at all, and is not changed. One thread at a time.
/// </summary>
public sealed class PredictionLogFiles : IDisposable
{
    public const string InputPrefix = "input.";
    public const string OutputPrefix = "output.";

    private readonly Home _home;
    private readonly string _writer;
    private readonly Lazy<DuckDbSession> _session;
    private int _files;

    /// <param name="writer">Part of the files' names: no two writers may share one.</param>
    public PredictionLogFiles(Home home, string writer)
    {
        _home = home;
        _writer = writer;
        _session = new Lazy<DuckDbSession>(() => DuckDbSession.Open(home, new DuckDbOptions { Threads = 1, MemoryMiB = 512 }));
    }

    /// <summary>The glob of a model's files.</summary>
    public static string GlobOf(Home home, string project, string model) => Path.Combine(FolderOf(home, project, model), "*.parquet");

    /// <summary>Writes requests that one version answered as one file.</summary>
    /// <returns>The file.</returns>
    public string Write(string project, string model, int version, IReadOnlyList<LoggedRequest> requests)
    {
        var session = _session.Value;
        var folder = Directory.CreateDirectory(FolderOf(_home, project, model)).FullName;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{requests[0].Time.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{_writer}-{_files++:d6}.parquet");
        var target = Path.Combine(folder, name);
        session.Execute(CreateTable(requests[0]));
        Append(session.Connection, project, model, version, requests);

        // Not ending in .parquet, the half-written file is in nobody's glob.
        session.Execute($"COPY logged TO {Sql.Text(target + ".partial")} (FORMAT parquet, COMPRESSION zstd)");
        File.Move(target + ".partial", target);
        return target;
    }

    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }
    }

    private static string FolderOf(Home home, string project, string model) => Path.Combine(home.Predictions, project, model);

    private static string CreateTable(LoggedRequest request)
    {
        var inputs = request.Inputs.Select(column => $", {Sql.Name(InputPrefix + column.Name)} {TypeOf(column)}");
        var outputs = request.Outputs.Select(column => $", {Sql.Name(OutputPrefix + column.Name)} {TypeOf(column)}");
        return "CREATE OR REPLACE TABLE logged (time TIMESTAMP, request VARCHAR, row INTEGER, project VARCHAR, model VARCHAR, version INTEGER"
            + $"{string.Concat(inputs)}{string.Concat(outputs)})";
    }

    private static string TypeOf(LoggedColumn column) => column.Type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Number => column.Values is float[] ? "FLOAT" : "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };

    private static void Append(DuckDBConnection connection, string project, string model, int version, IReadOnlyList<LoggedRequest> requests)
    {
        using var appender = connection.CreateAppender("logged");
        foreach (var request in requests)
        {
            for (var i = 0; i < request.Rows; i++)
            {
                var row = appender.CreateRow()
                    .AppendValue((DateTime?)request.Time.UtcDateTime)
                    .AppendValue(request.Request)
                    .AppendValue((int?)i)
                    .AppendValue(project)
                    .AppendValue(model)
                    .AppendValue((int?)version);
                foreach (var column in request.Inputs.Concat(request.Outputs))
                {
                    Append(row, column.Values, i);
                }

                row.EndRow();
            }
        }

        appender.Close();
    }

    private static void Append(IDuckDBAppenderRow row, Array values, int i)
    {
        _ = values switch
        {
            long?[] numbers => row.AppendValue(numbers[i]),
            long[] numbers => row.AppendValue((long?)numbers[i]),
            double?[] numbers => row.AppendValue(numbers[i]),
            float[] numbers => row.AppendValue((float?)numbers[i]),
            bool?[] flags => row.AppendValue(flags[i]),
            bool[] flags => row.AppendValue((bool?)flags[i]),
            DateTime?[] times => row.AppendValue(times[i]),
            _ => row.AppendValue(((string?[])values)[i]),
        };
    }
}
