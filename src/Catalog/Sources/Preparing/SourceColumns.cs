using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>What a source's column names must keep.</summary>
internal static class SourceColumns
{
    /// <summary>Trimmed; a nameless column is called as DuckDB calls it.</summary>
    /// <param name="remedy">What helps.</param>
    /// <exception cref="FaultException">Two columns have one name (upper and lower case are the same).</exception>
    public static IReadOnlyList<string> Named(IReadOnlyList<string> names, string file, string remedy = "Rename one in the file.")
    {
        var all = names.Select((n, i) => n.Trim() is { Length: > 0 } name ? name : Default(i, names.Count)).ToList();
        var twice = all.Select((name, i) => (name, Number: i + 1)).GroupBy(c => c.name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? all
            : throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: columns {string.Join(" and ", twice.Select(c => c.Number))} are both named '{twice.Key}' (upper and lower case are the same). "
                + $"{remedy}"));
    }

    /// <summary>DuckDB's names: column0, or column00 where there are more than ten.</summary>
    public static string Default(int index, int count) =>
        "column" + index.ToString(CultureInfo.InvariantCulture).PadLeft((count - 1).ToString(CultureInfo.InvariantCulture).Length, '0');

    /// <summary>Sees that every column the request speaks of is there.</summary>
    public static void Check(SourceRequest request, IReadOnlyList<string> names, string file)
    {
        if (request.Label is { } label)
        {
            Require(label, names, file, "the label");
        }

        if (request.Source.Rules > ReadingRules.First)
        {
            CheckSecond(request, names, file);
        }

        foreach (var column in request.Columns ?? [])
        {
            Require(column.Name, names, file, "a column of the training data");
        }

        foreach (var name in request.Source.Types.Keys)
        {
            Require(name, names, file, "named in source.types");
        }
    }

    private static void CheckSecond(SourceRequest request, IReadOnlyList<string> names, string file)
    {
        if (request.Time is { } time)
        {
            Require(time, names, file, "the event time");
        }

        if (request.Columns is not null)
        {
            // Rows for a model or a test: only what is asked for must be there, and that is by its own name.
            return;
        }

        foreach (var name in request.Source.Formats.Keys)
        {
            Require(name, names, file, "named in source.formats");
        }

        foreach (var name in request.Source.ColumnNullValues.Keys)
        {
            Require(name, names, file, "named in source.nullValues");
        }
    }

    /// <exception cref="FaultException">None of the names is that one; the nearest is suggested.</exception>
    private static void Require(string wanted, IReadOnlyList<string> names, string file, string what)
    {
        if (names.Contains(wanted))
        {
            return;
        }

        var hint = NearestName.Of(wanted, names) is { } near ? $" Did you mean '{near}'?" : "";
        throw FaultException.InData($"{file} has no column '{wanted}', which is {what}.{hint} Its columns: {Listed(names)}.");
    }

    /// <summary>The names, the first 30 of very many.</summary>
    public static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(30)) + (names.Count > 30 ? string.Create(CultureInfo.InvariantCulture, $", … ({names.Count} in all)") : "");

    public static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Number => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };
}
