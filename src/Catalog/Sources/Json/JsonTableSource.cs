using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>
/// Prepares JSON files, an object per line or one array of objects, by the second rules: their values become cells of CSV, and those are read
/// as any CSV is.
/// </summary>
internal sealed class JsonTableSource(
    DuckDbSession session, ScratchFolder scratch, Quarantine quarantine, Action<string> progress, CancellationToken cancellationToken)
{
    public PreparedSource Prepare(SourceRequest request)
    {
        var files = SourceFiles.Find(session, request.Source.Path)
            .Select(f => SourceFiles.InUtf8(f, request.Source, scratch, progress, cancellationToken)).ToList();
        var table = new JsonTable(scratch, quarantine, progress, cancellationToken);
        files.ForEach(table.Learn);
        RequireNames(table, files[0]);
        var notations = table.Names.Select(n => NotationOf(n.Trim(), request)).ToList();
        var tables = files.Select(f => table.Write(f, notations)).ToList();
        if (table.Kept == 0 || table.Names.Count == 0)
        {
            return WithoutRecords(table, files, request);
        }

        var plain = PlainColumns(table, request);
        var asCsv = request.Source with
        {
            Formats = request.Source.Formats.Concat(plain.Select(n => KeyValuePair.Create(n, NumberFormat.Plain.ToString()))).ToDictionary(),
            Names = [],
            Delimiter = ",",
            Quote = "\"",
            Escape = "\"",
            Header = true,
            SkipLines = 0,
            Encoding = "utf-8",
        };
        var prepared = new CsvSource(session, scratch, quarantine, progress, cancellationToken)
            .Prepare(request with { Source = asCsv }, tables, CsvDialect.Default);
        RequireNumbers(table, prepared.Source, request.Source);
        return prepared with
        {
            Records = prepared.Records + table.Rejected,
            Source = request.Source with
            {
                Types = prepared.Source.Types,
                Formats = prepared.Source.Formats.Where(f => !plain.Contains(f.Key)).ToDictionary(),
                Decimal = prepared.Source.Decimal,
            },
        };
    }

    /// <summary>
    /// The columns of JSON's own numbers, whose decimal mark is a point whatever mark the file's texts show; none where no text shows another.
    /// </summary>
    private static List<string> PlainColumns(JsonTable table, SourceRequest request)
    {
        var isInDoubt = request.Columns is null && (request.Source.Decimal == "," || table.Tallies.Any(t => t.HasCommas));
        return isInDoubt
            ? [.. table.Names.Select(n => n.Trim()).Where((name, key) =>
                table.Tallies[key] is { HasFractions: true, HasOthers: false, HasBeyondExact: false } && !request.Source.Formats.ContainsKey(name)
                && (!request.Source.Types.TryGetValue(name, out var type) || type is ColumnType.Number or ColumnType.Integer))]
            : [];
    }

    /// <summary>The notation that the column's texts are known to be in: by it JSON's own numbers are written, too.</summary>
    private static NumberFormat? NotationOf(string name, SourceRequest request)
    {
        var type = request.Columns?.FirstOrDefault(c => c.Name == name)?.Type
            ?? (request.Source.Types.TryGetValue(name, out var given) ? given : ColumnType.Number);
        return type is ColumnType.Number or ColumnType.Integer && request.Source.Formats.TryGetValue(name, out var format) ? NumberFormat.Parse(format) : null;
    }

    /// <summary>All are rejected, which the caller tells with their reasons; or there are none.</summary>
    private static PreparedSource WithoutRecords(JsonTable table, List<SourceFile> files, SourceRequest request) => table.Rejected > 0
        ? new PreparedSource { Query = "", Columns = [], Source = request.Source, Records = table.Rejected }
        : throw FaultException.InData(
            $"{files[0].Name} holds no records: expected a JSON object per line, or one array of objects, with keys and values. Put the data there, or correct source.");

    /// <summary>One key in two spellings would be two columns, each with holes.</summary>
    private static void RequireNames(JsonTable table, SourceFile file) =>
        SourceColumns.Named(table.Names.Select(CellText.Normalise).ToList(), file.Name);

    private static void RequireNumbers(JsonTable table, SourceSpec read, SourceSpec asked)
    {
        for (var key = 0; key < table.Names.Count; key++)
        {
            var name = table.Names[key].Trim();
            if (table.Tallies[key].HasFractions && !asked.Formats.ContainsKey(name) && read.Formats.TryGetValue(name, out var format)
                && NumberFormat.Parse(format) is { } notation && JsonNumber.IsMisread(notation))
            {
                throw FaultException.InData(
                    $"{asked.Path}: column '{name}' holds numbers with a decimal point and texts that look like numbers written {format}, expected one of the two. "
                    + $"Mend the file, or set source.formats.{name} to {format} and source.types.{name} to number (numbers with a point are then read as such), or to text.");
            }
        }
    }
}
