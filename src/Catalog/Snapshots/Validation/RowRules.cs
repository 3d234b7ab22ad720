using System.Globalization;
using System.Text.RegularExpressions;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots.Validation;

/// <summary>Turns the expectations about columns into SQL. Pure: nothing is read.</summary>
internal static class RowRules
{
    /// <summary>The row's number in its file, from 0; a column of the relation that rules are asked on.</summary>
    public const string RowNumber = "file_row_number";

    /// <exception cref="FaultException">An expectation is of a column that is not there, or asks what the column's type has not.</exception>
    public static IReadOnlyList<RowRule> Of(IEnumerable<Expectation> expectations, IReadOnlyList<SnapshotColumn> columns) =>
        [.. expectations.Where(e => e.Column is not null).SelectMany(e => Of(e, Find(e.Column!, columns)))];

    private static SnapshotColumn Find(string name, IReadOnlyList<SnapshotColumn> columns) =>
        columns.FirstOrDefault(c => c.Name == name)
        ?? throw FaultException.InSpec(
            $"An expectation names column '{name}', which the data have not. There are: {string.Join(", ", columns.Select(c => c.Name))}. Correct expectations.");

    private static IEnumerable<RowRule> Of(Expectation expectation, SnapshotColumn column)
    {
        var name = Sql.Name(column.Name);
        RowRule Rule(string words, string broken) => new(column.Name, words, expectation.Severity, broken);

        if (expectation.NotNull)
        {
            yield return Rule($"{column.Name} is not null", $"{name} IS NULL");
        }

        if (expectation.Min is { } min)
        {
            RequireNumber(column, "min");
            yield return Rule(string.Create(CultureInfo.InvariantCulture, $"{column.Name} ≥ {min}"), $"{name} < {Number(min)}");
        }

        if (expectation.Max is { } max)
        {
            RequireNumber(column, "max");
            yield return Rule(string.Create(CultureInfo.InvariantCulture, $"{column.Name} ≤ {max}"), $"{name} > {Number(max)}");
        }

        if (expectation.OneOf is { } values)
        {
            yield return Rule($"{column.Name} is one of {string.Join(", ", values)}", $"NOT {Sql.IsOneOf(Text(column), $"[{string.Join(", ", values.Select(v => Literal(v, column)))}]")}");
        }

        if (expectation.Matches is { } pattern)
        {
            RequirePattern(column, pattern);
            yield return Rule($"{column.Name} matches {pattern}", $"NOT regexp_full_match(CAST({name} AS VARCHAR), {Sql.Text(pattern)})");
        }

        if (expectation.Unique)
        {
            // The first row of each value stands; nulls are no values.
            yield return Rule(
                $"{column.Name} is unique",
                $"({name} IS NOT NULL AND row_number() OVER (PARTITION BY {name} ORDER BY {RowNumber}) > 1)") with { ComparesRows = true };
        }
    }

    private static bool IsNumber(SnapshotColumn column) => column.Type is ColumnType.Integer or ColumnType.Number;

    private static string Text(SnapshotColumn column) =>
        IsNumber(column) ? $"CAST({Sql.Name(column.Name)} AS DOUBLE)" : $"CAST({Sql.Name(column.Name)} AS VARCHAR)";

    private static string Literal(string value, SnapshotColumn column)
    {
        if (!IsNumber(column))
        {
            return Sql.Text(value);
        }

        return double.TryParse(value, CultureInfo.InvariantCulture, out var number)
            ? Number(number)
            : throw FaultException.InSpec($"Column '{column.Name}' holds numbers, but its expectation oneOf has '{value}'. Correct expectations, or set source.types.{column.Name}: text.");
    }

    private static string Number(double value) => $"CAST({Sql.Text(value.ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE)";

    private static void RequireNumber(SnapshotColumn column, string rule)
    {
        if (!IsNumber(column))
        {
            throw FaultException.InSpec(
                $"Column '{column.Name}' holds {column.Type.ToString().ToLowerInvariant()}, but its expectation has {rule}, which wants numbers. Correct expectations, or set source.types.{column.Name}: number.");
        }
    }

    private static void RequirePattern(SnapshotColumn column, string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException fault)
        {
            throw FaultException.InSpec($"The expectation of column '{column.Name}' has matches: {pattern}, which is no regular expression: {fault.Message}", fault);
        }
    }
}
