using System.Globalization;
using System.Text;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Csv;

/// <summary>
/// Prepares CSV files: one pass tells how many records there are and what every cell looks like; a second one, only where something is not
/// as it should be, copies the right records aside. DuckDB then reads nothing but records that are right, with explicit dialect and types,
/// so that it has nothing to guess and nothing to drop.
/// </summary>
internal sealed class CsvSource(
    DuckDbSession session, ScratchFolder scratch, Quarantine quarantine, Action<string> progress, CancellationToken cancellationToken)
{
    public PreparedSource Prepare(SourceRequest request)
    {
        var opened = SourceFiles.Find(session, request.Source.Path)
            .Select(f => SourceFiles.InUtf8(f, request.Source, scratch, progress, cancellationToken)).ToList();
        var sniffed = DialectSniffer.Complete(request.Source, opened);
        var prepared = Prepare(request with { Source = sniffed.Source }, sniffed.Files, CsvDialect.From(sniffed.Source));
        return prepared with { Notes = [.. SourceFiles.Notes(sniffed.Files), .. sniffed.Notes, .. prepared.Notes] };
    }

    /// <summary>Prepares files that are CSV in a dialect that is known.</summary>
    public PreparedSource Prepare(SourceRequest request, IReadOnlyList<SourceFile> files, CsvDialect dialect)
    {
        var source = request.Source;
        var scanner = new CsvScanner(dialect, progress);
        var names = Names(scanner, dialect, source, files);
        SourceColumns.Check(request, names, files[0].Name);

        var scans = files.Select(f => scanner.Scan(f, [.. names.Select(n => new ColumnScanner(source.Rules, ColumnReading.NullWordsOf(source, n)))], cancellationToken)).ToList();
        var profiles = names.Select((_, i) => Merged(scans, i, source.Rules)).ToList();
        var decisions = ColumnDecisions.Of(names, profiles, request);
        var columns = names.Select((n, i) => new SnapshotColumn(n, decisions.Columns[i].Type)).ToList();
        var records = scans.Sum(s => s.Records);
        if (records == 0)
        {
            throw FaultException.InData($"{source.Path} has a header and no records: expected at least one. Put the data there, or correct source.");
        }

        source = decisions.StatedIn(source);
        var paths = Clean(files, scans, dialect, source, columns, request.Label);
        var wanted = request.Columns ?? columns;
        var cells = wanted.Select(w => Cell(w, profiles[columns.FindIndex(c => c.Name == w.Name)], source));
        return new PreparedSource
        {
            Query = $"SELECT {string.Join(", ", cells)} FROM {Relation(paths, dialect, source, columns, profiles)}",
            Columns = wanted,
            Source = source,
            Records = records,
            Notes = decisions.Notes,
        };
    }

    private static IReadOnlyList<string> Names(CsvScanner scanner, CsvDialect dialect, SourceSpec source, IReadOnlyList<SourceFile> files)
    {
        var first = scanner.ReadHeader(files[0]);
        foreach (var file in files.Skip(1).Where(_ => dialect.Header))
        {
            var others = scanner.ReadHeader(file);
            if (!first.Select(n => n.Trim()).SequenceEqual(others.Select(n => n.Trim())))
            {
                throw FaultException.InData(
                    $"{file.Name} has the columns {SourceColumns.Listed(others.ToList())}, expected those of {files[0].Name}: "
                    + $"{SourceColumns.Listed(first.ToList())}. Files of one source must have the same columns in the same order.");
            }
        }

        var width = dialect.Header ? first.Count : scanner.ReadWidth(files[0]);
        if (source.Names.Count > 0 && source.Names.Count != width)
        {
            throw FaultException.InSpec(string.Create(
                CultureInfo.InvariantCulture, $"source.names lists {source.Names.Count} names, but {files[0].Name} has {width} columns."));
        }

        var names = source.Names.Count > 0 ? source.Names : dialect.Header ? first : Enumerable.Repeat("", width).ToList();
        return SourceColumns.Named(names, files[0].Name, RemedyForTwins(source, names.Count));
    }

    private static string RemedyForTwins(SourceSpec source, int width) => source.Names.Count > 0
        ? "Rename one in source.names."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Rename one in the file, or set source.header to true and source.names to {width} names, all different and in the file's order: they take the header's place.");

    private static ColumnProfile Merged(List<CsvScan> scans, int column, int rules)
    {
        var all = ColumnProfile.For(rules);
        scans.ForEach(s => all.Add(s.Profiles[column]));
        return all;
    }

    private List<string> Clean(
        IReadOnlyList<SourceFile> files, List<CsvScan> scans, CsvDialect dialect, SourceSpec source, List<SnapshotColumn> columns, string? labelName)
    {
        int? label = labelName is null ? null : columns.FindIndex(c => c.Name == labelName);
        var types = columns.Select(c => c.Type).ToList();
        var cleaner = new CsvCleaner(dialect, columns, RulesOf(source, columns, label), label, quarantine, progress);
        var mixed = scans.Select(s => s.Breaks).Distinct().Count() > 1 || source.Formats.Count > 0 || source.ColumnNullValues.Count > 0
            || (source.Rules >= ReadingRules.Second && NullWords(source).Any(w => !IsPlain(w, dialect)));
        var paths = new List<string>();
        for (var i = 0; i < files.Count; i++)
        {
            var path = files[i].Path;
            if (mixed || scans[i].NeedsCleaning(types, label))
            {
                path = scratch.NewFile(".csv");
                cleaner.Clean(files[i], path, cancellationToken);
            }

            paths.Add(path);
        }

        return paths;
    }

    private static List<CellRule> RulesOf(SourceSpec source, List<SnapshotColumn> columns, int? label) => source.Rules < ReadingRules.Second
        ? [.. columns.Select((c, i) => new FirstCellRule(c.Type, new CellClassifier(source.NullValues), i == label))]
        : [.. columns.Select(c => new SecondCellRule(new CellReader(ColumnReading.Of(source, c))))];

    private static string Relation(
        List<string> paths, CsvDialect dialect, SourceSpec source, List<SnapshotColumn> columns, List<ColumnProfile> profiles)
    {
        var types = columns.Select((c, i) => $"{Sql.Text(c.Name)}: '{ReadAs(c.Type, profiles[i])}'");
        var quote = dialect.Quote is { } q ? ((char)q).ToString() : "";
        var escape = dialect.Quote is null ? "" : ((char)dialect.Escape).ToString();
        return $"read_csv({Sql.Files(paths)}, auto_detect = false, delim = {Sql.Text(((char)dialect.Delimiter).ToString())}, "
            + $"quote = {Sql.Text(quote)}, escape = {Sql.Text(escape)}, header = {(dialect.Header ? "true" : "false")}, "
            + $"nullstr = {Sql.List(NullWords(source).Where(w => source.Rules < ReadingRules.Second || IsPlain(w, dialect)).Prepend(""))}, columns = {{{string.Join(", ", types)}}})";
    }

    private static IEnumerable<string> NullWords(SourceSpec source) =>
        source.NullValues.Select(n => source.Rules < ReadingRules.Second ? n.Trim() : CellText.Normalise(n));

    /// <summary>DuckDB takes no null word in which one of the dialect's characters is: where there is one, cells that hold it are emptied beforehand.</summary>
    private static bool IsPlain(string word, CsvDialect dialect) =>
        !Encoding.UTF8.GetBytes(word).Any(b => b == dialect.Delimiter || b == dialect.Quote || b == dialect.Escape || b is (byte)'\n' or (byte)'\r');

    private static string ReadAs(ColumnType type, ColumnProfile profile) => type switch
    {
        ColumnType.Boolean => "VARCHAR",
        // DuckDB's TIMESTAMP takes the offset off and forgets it.
        ColumnType.Timestamp when profile[CellKind.OffsetTimestamp] > 0 => "TIMESTAMPTZ",
        _ => SourceColumns.SqlType(type),
    };

    private static string Cell(SnapshotColumn column, ColumnProfile profile, SourceSpec source)
    {
        var name = Sql.Name(column.Name);
        var value = column.Type switch
        {
            ColumnType.Boolean => BooleanWords.Sql(name),
            ColumnType.Number when profile[CellKind.NotANumber] > 0 => $"CASE WHEN isnan({name}) THEN NULL ELSE {name} END",
            ColumnType.Timestamp => $"CAST({name} AS TIMESTAMP)",
            _ => name,
        };
        return $"{WithoutNullNumbers(column, name, value, source)} AS {name}";
    }

    /// <summary>-999.0 is as missing as -999 is, where a column is of numbers.</summary>
    private static string WithoutNullNumbers(SnapshotColumn column, string name, string value, SourceSpec source)
    {
        if (source.Rules < ReadingRules.Second || column.Type is not (ColumnType.Integer or ColumnType.Number))
        {
            return value;
        }

        var numbers = string.Join(", ", new CellReader(ColumnReading.Of(source, column)).NullNumbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
        return numbers.Length == 0 ? value : $"CASE WHEN {Sql.IsOneOf($"CAST({name} AS DOUBLE)", $"[{numbers}]::DOUBLE[]")} THEN NULL ELSE {value} END";
    }
}
