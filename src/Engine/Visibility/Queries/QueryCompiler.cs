using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Turns a query's text into a typed condition for one namespace.</summary>
internal sealed class QueryCompiler
{
    private static readonly SearchAttribute Division = new(SystemSearchAttributes.NamespaceDivision, IndexedValueType.Keyword);

    private static readonly string[] OrderOperators = ["=", "!=", "<", ">", "<=", ">=", "in", "not in"];
    private static readonly string[] KeywordOperators = [.. OrderOperators, "starts_with", "not starts_with"];
    private static readonly string[] ListOperators = ["=", "!=", "in", "not in"];
    private static readonly string[] TextOperators = ["=", "!="];

    private readonly SearchAttributeRegistry _registry;
    private readonly string _namespace;
    private bool _seenDivision;

    private QueryCompiler(SearchAttributeRegistry registry, string @namespace)
    {
        _registry = registry;
        _namespace = @namespace;
    }

    /// <exception cref="InvalidVisibilityRequestException">The query is malformed, names no attribute or does not fit its type.</exception>
    public static VisibilityQuery Compile(string query, string @namespace, SearchAttributeRegistry registry) =>
        new QueryCompiler(registry, @namespace).Compile(SqlParser.Parse(query));

    private VisibilityQuery Compile(SqlQuery query)
    {
        if (query.HasLimit)
        {
            throw NotSupported("'LIMIT' clause");
        }

        var where = query.Where is null ? null : Convert(query.Where);
        var groupBy = ConvertGroupBy(query.GroupBy);
        if (query.HasOrderBy)
        {
            throw NotSupported("'ORDER BY' clause");
        }

        // What Temporal's own system workflows file under a division of their own stays out of sight unless a query asks for it.
        return new VisibilityQuery(_seenDivision ? where : And([where, new VisibilityPredicate.IsNull(Division)]), groupBy);
    }

    private SearchAttribute? ConvertGroupBy(IReadOnlyList<SqlExpression> groupBy)
    {
        if (groupBy.Count > 1)
        {
            throw NotSupported("'GROUP BY' clause supports only a single field");
        }

        if (groupBy.Count == 0)
        {
            return null;
        }

        var (alias, attribute) = ConvertColumn(groupBy[0]);
        return attribute.Name is SystemSearchAttributes.ExecutionStatus or SystemSearchAttributes.NamespaceDivision
            ? attribute
            : throw NotSupported($"'GROUP BY' clause is not supported for search attribute {alias}");
    }

    private VisibilityPredicate Convert(SqlExpression expression) => expression switch
    {
        SqlExpression.Parenthesis parenthesis => Convert(parenthesis.Inner),
        SqlExpression.Not not => new VisibilityPredicate.Not(Convert(not.Inner)),
        SqlExpression.And and => And([.. and.Operands.Select(Convert)]),
        SqlExpression.Or or => new VisibilityPredicate.Any([.. or.Operands.Select(Convert)]),
        SqlExpression.Comparison comparison => ConvertComparison(comparison),
        SqlExpression.Between between => ConvertBetween(between),
        SqlExpression.Is @is => ConvertIs(@is),
        SqlExpression.Function => throw NotSupported("function expression"),
        SqlExpression.Column => throw Invalid("incomplete expression"),
        _ => throw NotSupported($"expression of type {expression.Kind}"),
    };

    private static VisibilityPredicate And(IEnumerable<VisibilityPredicate?> operands)
    {
        // Nested conjunctions become one, so that an index finds each required value.
        var flat = operands.OfType<VisibilityPredicate>().SelectMany(o => o is VisibilityPredicate.All all ? all.Operands : [o]).ToArray();
        return flat.Length == 1 ? flat[0] : new VisibilityPredicate.All(flat);
    }

    private VisibilityPredicate ConvertComparison(SqlExpression.Comparison comparison)
    {
        var (alias, attribute) = ConvertColumn(comparison.Left);
        var values = ConvertValues(comparison.Right, alias, attribute);
        if (!Operators(attribute.Type).Contains(comparison.Operator))
        {
            throw NotSupported(
                $"operator '{comparison.Operator.ToUpperInvariant()}' not supported for {attribute.Type} type search attribute '{alias}'");
        }

        var isList = comparison.Right is SqlExpression.ValueList;
        if (isList != comparison.Operator is "in" or "not in")
        {
            throw Invalid($"operator '{comparison.Operator.ToUpperInvariant()}' takes a single value but was given a list (did you mean IN?)");
        }

        return comparison.Operator switch
        {
            "not in" or "not starts_with" => new VisibilityPredicate.Not(Positive(comparison.Operator[4..], alias, attribute, values)),
            "!=" when attribute.Type is IndexedValueType.KeywordList or IndexedValueType.Text =>
                new VisibilityPredicate.Not(Positive("=", alias, attribute, values)),
            _ => Positive(comparison.Operator, alias, attribute, values),
        };
    }

    private static VisibilityPredicate Positive(string @operator, string alias, SearchAttribute attribute, IReadOnlyList<object> values) =>
        (attribute.Type, @operator) switch
        {
            (IndexedValueType.KeywordList, _) => new VisibilityPredicate.ListContainsAny(attribute, values.Cast<string>().ToHashSet(StringComparer.Ordinal)),
            (IndexedValueType.Text, _) => new VisibilityPredicate.TextContainsAny(attribute, Phrases((string)values[0], alias)),
            (_, "in") => new VisibilityPredicate.In(attribute, values),
            // The status is compared by its number, whose prefix says nothing.
            (_, "starts_with") when values[0] is not string => throw Invalid(
                $"right-hand side of \"starts_with\" operator must be a literal string (got: {values[0]})"),
            (_, "starts_with") => new VisibilityPredicate.StartsWith(attribute, (string)values[0]),
            _ => new VisibilityPredicate.Compare(attribute, ComparisonOperators.Parse(@operator), values[0]),
        };

    private static string[][] Phrases(string text, string alias)
    {
        var phrases = text.Split(' ').Select(TextWords.Split).Where(phrase => phrase.Length > 0).ToArray();
        return phrases.Length > 0 ? phrases : throw Invalid($"no tokens found filtering on Text type search attribute {alias}");
    }

    private VisibilityPredicate ConvertBetween(SqlExpression.Between between)
    {
        var (alias, attribute) = ConvertColumn(between.Left);
        if (attribute.Type is IndexedValueType.Bool or IndexedValueType.KeywordList or IndexedValueType.Text)
        {
            throw Invalid($"cannot do range condition on search attribute '{alias}' of type {attribute.Type}");
        }

        var range = new VisibilityPredicate.Between(
            attribute,
            QueryValues.Convert(between.From, alias, attribute),
            QueryValues.Convert(between.To, alias, attribute));
        return between.Negated ? new VisibilityPredicate.Not(range) : range;
    }

    private VisibilityPredicate ConvertIs(SqlExpression.Is @is)
    {
        var isNull = new VisibilityPredicate.IsNull(ConvertColumn(@is.Inner).Attribute);
        return @is.Suffix switch
        {
            "null" => isNull,
            "not null" => new VisibilityPredicate.Not(isNull),
            _ => throw Invalid("'IS' operator can only be used as 'IS NULL' or 'IS NOT NULL'"),
        };
    }

    private (string Alias, SearchAttribute Attribute) ConvertColumn(SqlExpression expression)
    {
        if (expression is not SqlExpression.Column column)
        {
            throw Invalid($"must be a column name but was {expression.Kind}");
        }

        var attribute = _registry.Resolve(_namespace, column.Name);
        _seenDivision |= attribute.Name == SystemSearchAttributes.NamespaceDivision;
        return (column.Name, attribute);
    }

    private static IReadOnlyList<object> ConvertValues(SqlExpression expression, string alias, SearchAttribute attribute) =>
        expression is SqlExpression.ValueList list
            ? [.. list.Items.Select(item => QueryValues.Convert(item, alias, attribute))]
            : [QueryValues.Convert(expression, alias, attribute)];

    private static string[] Operators(IndexedValueType type) => type switch
    {
        IndexedValueType.Keyword => KeywordOperators,
        IndexedValueType.KeywordList => ListOperators,
        IndexedValueType.Text => TextOperators,
        _ => OrderOperators,
    };

    private static InvalidVisibilityRequestException NotSupported(string what) => new($"invalid query: operation is not supported: {what}");

    private static InvalidVisibilityRequestException Invalid(string what) => new($"invalid query: invalid expression: {what}");
}
