using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Prepares Parquet files by the second rules; a rejected row's "line" is its number in its file, from 1.</summary>
internal sealed class ParquetTableSource(DuckDbSession session, Quarantine quarantine, Action<string> progress, CancellationToken cancellationToken)
{
    public async Task<PreparedSource> PrepareAsync(SourceRequest request)
    {
        var files = SourceFiles.Find(session, request.Source.Path);
        var schema = new ParquetSchema(session, cancellationToken);
        var all = schema.Read(files);
        SourceColumns.Check(request, [.. all.Select(c => c.Name)], files[0]);
        var records = Records(files);

        // For a trained model only its columns count: another may cost no row.
        var columns = request.Columns?.Select(w => all.First(c => c.Name == w.Name)).ToList() ?? all;
        var texts = columns.Where(c => c.IsText && (request.Columns is null || c.IsBytes)).ToList();
        var scan = await ScanAsync(texts, files, request.Source);
        var decided = ColumnDecisions.Of([.. texts.Select(c => c.Name)], scan.Profiles, request);
        var decisions = Decide(columns, decided, schema, ParquetSchema.Relation(files), request);

        var reading = new ParquetReading(request.Source, new CellFunctions(session));
        var read = columns.Select((c, i) => reading.Read(c, decisions[i], scan.IsNormal(c))).ToList();
        var rejection = new TypedRejection(session, quarantine, [.. read.Where(c => c.Bad is not null)]);
        var label = all.FirstOrDefault(c => c.Name == request.Label)?.Text;
        foreach (var file in files)
        {
            rejection.Reject(file, ParquetSchema.Relation([file]), label, cancellationToken);
        }

        return new PreparedSource
        {
            Query = $"SELECT {string.Join(", ", read.Select(c => $"{c.Value} AS {Sql.Name(c.Column.Name)}"))} FROM {ParquetSchema.Relation(files)}{rejection.Kept}",
            Columns = [.. read.Select(c => c.Column)],
            Source = Stated(request.Source, read, decided),
            Records = records,
            Notes = [.. decisions.Select(d => d.Note).OfType<string>()],
        };
    }

    private long Records(IReadOnlyList<string> files)
    {
        var records = session.Scalar<long>($"SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata({Sql.Files(files)})", cancellationToken);
        return records > 0 ? records : throw FaultException.InData($"{files[0]} holds no rows: expected at least one. Put the data there, or correct source.");
    }

    private async Task<TextScan> ScanAsync(List<ParquetColumn> texts, IReadOnlyList<string> files, SourceSpec source)
    {
        var scan = new TextScan(texts, source);
        foreach (var file in files)
        {
            var name = Path.GetFileName(file);
            await scan.AddAsync(
                session,
                file,
                ParquetSchema.Relation([file]),
                rows => progress(string.Create(CultureInfo.InvariantCulture, $"looking through {name}, {rows} rows")),
                cancellationToken);
        }

        return scan;
    }

    private static List<ColumnDecision> Decide(
        IReadOnlyList<ParquetColumn> columns, ColumnDecisions decided, ParquetSchema schema, string relation, SourceRequest request)
    {
        var open = columns.Where(c => c.MayExceedDouble && TypeIn(request, c.Name) is null).ToList();
        var exceeding = open.Zip(schema.ExceedDouble(open, relation)).Where(c => c.Second).Select(c => c.First.Name).ToHashSet(StringComparer.Ordinal);
        return [.. columns.Select(Decide)];

        ColumnDecision Decide(ParquetColumn column)
        {
            var index = decided.Names.ToList().IndexOf(column.Name);
            return index >= 0 ? decided.Columns[index]
                : exceeding.Contains(column.Name) ? new ColumnDecision(ColumnType.Text, Note: Exceeds(column.Name))
                : new ColumnDecision(TypeIn(request, column.Name) ?? column.Natural, request.Source.Formats.GetValueOrDefault(column.Name));
        }
    }

    private static string Exceeds(string name) =>
        $"column '{name}' is text: some of its whole numbers are beyond 2^53, where whole numbers run together; if it holds amounts, set source.types.{name}: number";

    private static ColumnType? TypeIn(SourceRequest request, string name) =>
        request.Columns?.FirstOrDefault(c => c.Name == name)?.Type
        ?? (request.Source.Types.TryGetValue(name, out var given) ? given : (ColumnType?)null);

    /// <summary>The source with what was decided; a notation that is stated of a column stays, whatever the column is in these files.</summary>
    private static SourceSpec Stated(SourceSpec source, List<TypedColumn> read, ColumnDecisions decided)
    {
        var formats = new Dictionary<string, string>(source.Formats);
        foreach (var (name, decision) in decided.Names.Zip(decided.Columns).Where(c => c.Second.Format is not null))
        {
            formats[name] = decision.Format!;
        }

        return source with { Types = read.ToDictionary(c => c.Column.Name, c => c.Column.Type), Formats = formats, Decimal = decided.Decimal };
    }
}
