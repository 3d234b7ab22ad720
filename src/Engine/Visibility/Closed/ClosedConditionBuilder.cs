using System.Globalization;
using System.Text;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;

namespace Mdlc.Engine.Visibility.Closed;

/// <summary>
/// Says in SQL what <see cref="VisibilityPredicate.Evaluate"/> says of a closed run. A predicate has three values; each is asked for by a condition
/// of its own that is never null: when it is true, and when it is false.
/// </summary>
internal sealed class ClosedConditionBuilder
{
    /// <summary>SQLite takes no more parameters, and no deeper expressions.</summary>
    private const int MostParameters = 20_000;

    private const int Deepest = 900;

    /// <summary>How a search attribute of a type is kept; see <c>ClosedAttributeKind</c>, which cannot be named here.</summary>
    private const int ItemKind = 6;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        [SystemSearchAttributes.WorkflowId] = "workflow_id",
        ["RunId"] = "run_id",
        [SystemSearchAttributes.WorkflowType] = "workflow_type",
        ["StartTime"] = "start_time",
        ["ExecutionTime"] = "execution_time",
        ["CloseTime"] = "close_time",
        [SystemSearchAttributes.ExecutionStatus] = "status",
        ["TaskQueue"] = "task_queue",
        ["HistoryLength"] = "history_length",
        [SystemSearchAttributes.ExecutionDuration] = "(MAX(close_time - execution_time, 0) * 100)",
        ["StateTransitionCount"] = "transitions",
        ["HistorySizeBytes"] = "history_size",
        ["ParentWorkflowId"] = "parent_workflow_id",
        ["ParentRunId"] = "parent_run_id",
        ["RootWorkflowId"] = "COALESCE(root_workflow_id, workflow_id)",
        ["RootRunId"] = "COALESCE(root_run_id, run_id)",
        [SystemSearchAttributes.NamespaceDivision] = "division",
    };

    private readonly List<object> _parameters = [];
    private readonly List<ClosedSet> _sets = [];
    private bool _usesWords;
    private int _depth;
    private int _deepest;

    private ClosedConditionBuilder()
    {
    }

    /// <summary>The column that has the values of a system attribute.</summary>
    public static string ColumnOf(SearchAttribute attribute) => Columns[attribute.Name];

    /// <param name="where">Null for all runs.</param>
    /// <param name="after">Null for the first page.</param>
    /// <param name="except">Ids of runs that are not to be found.</param>
    /// <returns>Null when the query is larger than SQLite takes one.</returns>
    public static ClosedCondition? Build(string @namespace, VisibilityPredicate? where, VisibilityPageToken? after, IReadOnlyCollection<string> except)
    {
        var builder = new ClosedConditionBuilder();
        var sql = $"namespace = {builder.Value(@namespace)}";
        if (where is not null)
        {
            sql += $" AND {builder.When(where, holds: true)}";
        }

        if (after?.CloseTime is { } closed)
        {
            var (close, start, run) = (builder.Value(closed), builder.Value(after.StartTime), builder.Value(after.RunId));
            sql += $" AND close_time <= {close} AND (close_time < {close} OR start_time < {start} OR (start_time = {start} AND run_id > {run}))";
        }

        if (except.Count > 0)
        {
            sql += $" AND run_id NOT IN ({string.Join(", ", except.Select(builder.Value))})";
        }

        return builder._parameters.Count <= MostParameters && builder._deepest <= Deepest ? new ClosedCondition(sql, builder._sets, builder._parameters, builder._usesWords) : null;
    }

    private string When(VisibilityPredicate predicate, bool holds)
    {
        _depth += 2;
        _deepest = Math.Max(_deepest, _depth);
        var sql = predicate switch
        {
            VisibilityPredicate.Not not => When(not.Operand, !holds),
            VisibilityPredicate.All all => Join(all.Operands, holds, holds ? " AND " : " OR "),
            VisibilityPredicate.Any any => Join(any.Operands, holds, holds ? " OR " : " AND "),
            VisibilityPredicate.IsNull isNull => WhenNull(isNull.Attribute, holds),
            VisibilityPredicate.Compare compare => WhenValue(compare.Attribute, value => $"{value} {Symbol(compare.Operator, holds)} {Value(compare.Value)}"),
            VisibilityPredicate.In @in => WhenValue(@in.Attribute, value => $"{value} {(holds ? "IN" : "NOT IN")} ({string.Join(", ", @in.Values.Select(Value))})"),
            VisibilityPredicate.Between between => WhenValue(between.Attribute, value => holds
                ? $"({value} >= {Value(between.From)} AND {value} <= {Value(between.To)})"
                : $"({value} < {Value(between.From)} OR {value} > {Value(between.To)})"),
            VisibilityPredicate.StartsWith startsWith => WhenValue(startsWith.Attribute, value => WhenPrefix(value, startsWith.Prefix, holds)),
            VisibilityPredicate.ListContainsAny list =>
                Among($"{Named(list.Attribute)} AND value IN ({string.Join(", ", list.Values.Select(Value))})", holds),
            VisibilityPredicate.TextContainsAny text => WhenWords(text, holds),
            _ => throw new InvalidOperationException($"{predicate.GetType().Name} has no form in SQL"),
        };
        _depth -= 2;
        return sql;
    }

    /// <summary>Whether a run is among those whose search attributes have such a row.</summary>
    private string Among(string where, bool holds, bool isCostly = false)
    {
        _sets.Add(new ClosedSet(where, holds, isCostly));
        return string.Create(CultureInfo.InvariantCulture, $"{{{_sets.Count - 1}}}");
    }

    private string Named(SearchAttribute attribute) => $"name = {Value(attribute.Name)} AND kind = {Kind(attribute.Type)}";

    /// <summary>As a tree that is low, whatever their number: SQLite bounds how deep an expression is.</summary>
    private string Join(IReadOnlyList<VisibilityPredicate> operands, bool holds, string with)
    {
        if (operands.Count == 1)
        {
            return When(operands[0], holds);
        }

        _depth++;
        var half = operands.Count / 2;
        var sql = $"({Join([.. operands.Take(half)], holds, with)}{with}{Join([.. operands.Skip(half)], holds, with)})";
        _depth--;
        return sql;
    }

    private string WhenNull(SearchAttribute attribute, bool holds)
    {
        if (Columns.TryGetValue(attribute.Name, out var column))
        {
            return $"{column} {(holds ? "IS NULL" : "IS NOT NULL")}";
        }

        return Among(Named(attribute), !holds);
    }

    /// <param name="condition">Makes a condition of an expression that has the value.</param>
    private string WhenValue(SearchAttribute attribute, Func<string, string> condition) => Columns.TryGetValue(attribute.Name, out var column)
        ? condition(column)
        : Among($"{Named(attribute)} AND {condition("value")}", holds: true);

    private string WhenWords(VisibilityPredicate.TextContainsAny text, bool holds)
    {
        _usesWords = true;

        // Of a text of ASCII SQLite itself can say that it has no such words.
        var first = string.Join(" OR ", text.Phrases.Select(phrase => $"instr(lower(value), {Value(phrase[0])})"));
        return Among(
            $"{Named(text.Attribute)} AND CASE WHEN length(CAST(value AS BLOB)) = length(value) AND NOT ({first}) THEN 0"
            + $" ELSE {ClosedCondition.WordsFunction}(CAST(value AS BLOB), {Value(TextWords.Join(text.Phrases))}) END", holds, isCostly: true);
    }

    /// <summary>Texts with a prefix are those from it on, up to the first that is beyond all of them.</summary>
    private string WhenPrefix(string value, string prefix, bool holds)
    {
        var (from, bytes) = (Value(prefix), Encoding.UTF8.GetBytes(prefix));
        if (bytes.Length == 0)
        {
            return holds ? $"{value} >= {from}" : $"{value} < {from}";
        }

        // The last byte of UTF-8 is never the last of all.
        bytes[^1]++;
        var end = $"+CAST({Add(bytes)} AS TEXT)";
        return holds ? $"({value} >= {from} AND {value} < {end})" : $"({value} < {from} OR {value} >= {end})";
    }

    private static string Symbol(ComparisonOperator comparison, bool holds) => (comparison, holds) switch
    {
        (ComparisonOperator.Equal, true) or (ComparisonOperator.NotEqual, false) => "=",
        (ComparisonOperator.NotEqual, true) or (ComparisonOperator.Equal, false) => "<>",
        (ComparisonOperator.Less, true) or (ComparisonOperator.GreaterOrEqual, false) => "<",
        (ComparisonOperator.Greater, true) or (ComparisonOperator.LessOrEqual, false) => ">",
        (ComparisonOperator.LessOrEqual, true) or (ComparisonOperator.Greater, false) => "<=",
        _ => ">=",
    };

    private static int Kind(IndexedValueType type) => type switch
    {
        IndexedValueType.Int => 2,
        IndexedValueType.Double => 3,
        IndexedValueType.Bool => 4,
        IndexedValueType.Datetime => 5,
        IndexedValueType.KeywordList => ItemKind,
        _ => 1,
    };

    private string Value(object value) => value switch
    {
        // A text is handed over up to its first NUL only; as bytes it is whole.
        string text when text.Contains('\0', StringComparison.Ordinal) => $"+CAST({Add(Encoding.UTF8.GetBytes(text))} AS TEXT)",
        DateTimeOffset time => Add(time.UtcTicks),
        bool flag => Add(flag ? 1L : 0L),
        _ => Add(value),
    };

    private string Add(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"$p{_parameters.Count - 1}");
    }
}
