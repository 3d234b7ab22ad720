using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Predictions;

/// <summary>
/// Writes the prediction log: Parquet files under <c>predictions/{project}/{model}/</c>, a row per predicted row with the columns
/// <c>time</c>, <c>request</c>, <c>row</c>, <c>project</c>, <c>model</c>, <c>version</c>, and <c>input.…</c> and <c>output.…</c> by name. One
/// thread at a time.
/// </summary>
/// <remarks>
/// Each write replaces the version's current file by one that has the new rows, too, by a rename: a reader sees whole files, and a row
/// once, whatever dies when. When a file is full or old enough, the next rows begin another.
/// </remarks>
public sealed class PredictionLogFiles : IDisposable
{
    public const string InputPrefix = "input.";
    public const string OutputPrefix = "output.";

    private const int RollRows = 20_000;
    private const long RollBytes = 64 << 20;

    private static readonly TimeSpan RollAfter = TimeSpan.FromMinutes(1);

    private readonly Home _home;
    private readonly string _writer;
    private readonly Dictionary<(string Project, string Model, int Version), OpenFile> _open = [];
    private DuckDbSession? _session;
    private int _files;

    /// <param name="writer">Part of the files' names: no two writers may share one.</param>
    public PredictionLogFiles(Home home, string writer)
    {
        _home = home;
        _writer = writer;
    }

    /// <summary>The glob of a model's files.</summary>
    public static string GlobOf(Home home, string project, string model) => Path.Combine(FolderOf(home, project, model), "*.parquet");

    /// <summary>Writes requests that one version answered. When it throws, nothing of them was written.</summary>
    public void Write(string project, string model, int version, IReadOnlyList<LoggedRequest> requests)
    {
        CloseOld(requests[^1].Time);
        var file = FileOf(project, model, version, requests[0]);
        Session.Execute("BEGIN");
        try
        {
            Append(file.Table, project, model, version, requests);
            Replace(file);
        }
        catch
        {
            Undo();
            throw;
        }

        Session.Execute("COMMIT");
        file.Rows += requests.Sum(request => request.Rows);
        file.Bytes += requests.Sum(request => request.Bytes);
    }

    /// <summary>The next rows of each version begin another file, in a database of their own: what went wrong with the last one does not stay.</summary>
    public void BeginAnew()
    {
        _open.Clear();
        Dispose();
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private DuckDbSession Session => _session ??= DuckDbSession.Open(_home, new DuckDbOptions { Threads = 1, MemoryMiB = 512 });

    private void Replace(OpenFile file)
    {
        // Somebody may have tidied up meanwhile.
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!).FullName;

        // Not ending in .parquet, the half-written file is in nobody's glob.
        var aside = file.Path + ".partial";
        try
        {
            Session.Execute($"COPY {file.Table} TO {Sql.Text(aside)} (FORMAT parquet, COMPRESSION zstd)");
            var (sha256, _) = FileDigest.SettleAsync(aside, CancellationToken.None).GetAwaiter().GetResult();
            PredictionDigests.Write(file.Path, sha256, file.Sha256);
            File.Move(aside, file.Path, overwrite: true);
            file.Sha256 = sha256;
        }
        catch
        {
            // It takes room where there may be none.
            File.Delete(aside);
            throw;
        }

        Disk.FlushFolder(folder);
    }

    /// <summary>The rows are still in memory, where the caller keeps them; a database that cannot forget them is given up.</summary>
    private void Undo()
    {
        try
        {
            Session.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            BeginAnew();
        }
    }

    private static string FolderOf(Home home, string project, string model) => Path.Combine(home.Predictions, project, model);

    private void CloseOld(DateTimeOffset now)
    {
        foreach (var (key, file) in _open.Where(entry => entry.Value.Rows >= RollRows || entry.Value.Bytes >= RollBytes || now - entry.Value.Began >= RollAfter).ToArray())
        {
            Session.Execute($"DROP TABLE {file.Table}");
            _open.Remove(key);
        }
    }

    private OpenFile FileOf(string project, string model, int version, LoggedRequest first)
    {
        if (!_open.TryGetValue((project, model, version), out var file))
        {
            var folder = Directory.CreateDirectory(FolderOf(_home, project, model)).FullName;
            var number = _files++;
            var name = string.Create(CultureInfo.InvariantCulture, $"{first.Time.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{_writer}-{number:d6}.parquet");
            file = new OpenFile($"logged{number.ToString(CultureInfo.InvariantCulture)}", Path.Combine(folder, name), first.Time);
            Session.Execute(CreateTable(file.Table, first));
            _open.Add((project, model, version), file);
        }

        return file;
    }

    private static string CreateTable(string table, LoggedRequest request)
    {
        var names = request.Inputs.Select(column => InputPrefix + column.Name).Concat(request.Outputs.Select(column => OutputPrefix + column.Name));
        var columns = Distinct(names).Zip(request.Inputs.Concat(request.Outputs), (name, column) => $", {Sql.Name(name)} {TypeOf(column)}");
        return $"CREATE TABLE {table} (time TIMESTAMP, request VARCHAR, row INTEGER, project VARCHAR, model VARCHAR, version INTEGER{string.Concat(columns)})";
    }

    /// <summary>Columns are found without regard to case; classes that differ in it only are columns all the same: the later one is numbered.</summary>
    internal static IEnumerable<string> Distinct(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var free = name;
            for (var number = 2; !taken.Add(free); number++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            }

            yield return free;
        }
    }

    private static string TypeOf(LoggedColumn column) => column.Type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Number => column.Values is float[] ? "FLOAT" : "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };

    private void Append(string table, string project, string model, int version, IReadOnlyList<LoggedRequest> requests)
    {
        using var appender = Session.Connection.CreateAppender(table);
        foreach (var request in requests)
        {
            for (var i = 0; i < request.Rows; i++)
            {
                var row = appender.CreateRow()
                    .AppendValue((DateTime?)request.Time.UtcDateTime)
                    .AppendValue(Whole(request.Request))
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
            double[] numbers => row.AppendValue((double?)numbers[i]),
            float[] numbers => row.AppendValue((float?)numbers[i]),
            bool?[] flags => row.AppendValue(flags[i]),
            bool[] flags => row.AppendValue((bool?)flags[i]),
            DateTime?[] times => row.AppendValue(times[i]),
            _ => row.AppendValue(Whole(((string?[])values)[i])),
        };
    }

    /// <summary>The appender ends a text at a NUL character, without a word.</summary>
    private static string? Whole(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true
        ? throw new InvalidDataException("A text holds a NUL character, which the log cannot keep.")
        : text;

    private sealed class OpenFile(string table, string path, DateTimeOffset began)
    {
        public string Table { get; } = table;

        public string Path { get; } = path;

        public DateTimeOffset Began { get; } = began;

        /// <summary>Of what is in its place now; null while nothing is.</summary>
        public string? Sha256 { get; set; }

        public int Rows { get; set; }

        public long Bytes { get; set; }
    }
}
