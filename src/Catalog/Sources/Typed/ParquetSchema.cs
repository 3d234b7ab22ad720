using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>The columns that Parquet files have in common: DuckDB would leave out what only some have, and round to the first file's type.</summary>
internal sealed class ParquetSchema(DuckDbSession session, CancellationToken cancellationToken)
{
    /// <summary>2^53: whole numbers beyond it are not all doubles.</summary>
    private const string LargestExact = "9007199254740992";

    /// <summary>What stands behind FROM to read the files. A folder's name such as month=01 gives a column of text.</summary>
    public static string Relation(IEnumerable<string> files) => $"read_parquet({Sql.Files(files)}, union_by_name = true, hive_types_autocast = false)";

    /// <exception cref="FaultException">The files are not of one table.</exception>
    public IReadOnlyList<ParquetColumn> Read(IReadOnlyList<string> files)
    {
        var columns = Describe(files, files[0]);
        foreach (var file in files.Count > 1 ? files : [])
        {
            Compare(columns, file, files[0]);
        }

        return columns;
    }

    /// <summary>Whether some of the columns' whole numbers are none of a double.</summary>
    public IReadOnlyList<bool> ExceedDouble(IReadOnlyList<ParquetColumn> columns, string relation)
    {
        var any = columns.Select(c => $"coalesce(bool_or({c.Cell} > {LargestExact} OR {c.Cell} < -{LargestExact}), false)");
        return columns.Count == 0 ? [] : session.Rows(
            $"SELECT {string.Join(", ", any)} FROM {relation}", r => columns.Select((_, i) => r.GetBoolean(i)).ToList(), cancellationToken)[0];
    }

    private List<ParquetColumn> Describe(IReadOnlyList<string> files, string name)
    {
        var found = session.Rows($"DESCRIBE SELECT * FROM {Relation(files)}", r => (Name: r.GetString(0), Type: r.GetString(1)), cancellationToken);
        var names = SourceColumns.Named([.. found.Select(c => c.Name)], name);
        return [.. found.Select((c, i) => new ParquetColumn(names[i], c.Name, c.Type))];
    }

    private void Compare(IReadOnlyList<ParquetColumn> all, string file, string first)
    {
        var own = Describe([file], file);
        if (!own.Select(c => c.Name).Order(StringComparer.Ordinal).SequenceEqual(all.Select(c => c.Name).Order(StringComparer.Ordinal)))
        {
            throw FaultException.InData(
                $"{file} has the columns {SourceColumns.Listed([.. own.Select(c => c.Name)])}, expected those of all files from {first} on: "
                + $"{SourceColumns.Listed([.. all.Select(c => c.Name)])}. Files of one source must have the same columns.");
        }

        foreach (var column in own)
        {
            var common = all.First(c => c.Name == column.Name);
            if (!IsExact(column, common, file))
            {
                throw FaultException.InData(
                    $"{file}: column '{column.Name}' is of type {column.SqlType}, which is not exact in {common.SqlType}, the type that fits it in all files from {first} on. "
                    + "Write the files with one type per column.");
            }
        }
    }

    /// <summary>Whether the file's values stay what they are when they are read in the type that all files have in common.</summary>
    private bool IsExact(ParquetColumn own, ParquetColumn common, string file) =>
        own.SqlType == common.SqlType
        || (own.IsText == common.IsText && own.IsBytes == common.IsBytes && (own.Natural, common.Natural) switch
        {
            (ColumnType.Integer or ColumnType.Number, ColumnType.Integer or ColumnType.Number) =>
                common.SqlType != "FLOAT" && !(common.IsFloating && own.MayExceedDouble && ExceedDouble([own], Relation([file]))[0]),
            var (mine, theirs) => mine == theirs,
        });
}
