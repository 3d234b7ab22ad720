using Mdlc.Engine.Visibility.Attributes;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>A query with its names resolved and its types checked.</summary>
/// <param name="Where">Null when every row matches.</param>
/// <param name="GroupBy">Null when the count is not grouped.</param>
internal sealed record VisibilityQuery(VisibilityPredicate? Where, SearchAttribute? GroupBy)
{
    /// <summary>The values that some attributes must equal for a row to match, by attribute name: what an index can answer.</summary>
    public IEnumerable<KeyValuePair<string, object>> RequiredValues()
    {
        IEnumerable<VisibilityPredicate> conjuncts = Where switch
        {
            null => [],
            VisibilityPredicate.All all => all.Operands,
            _ => [Where],
        };
        return conjuncts.OfType<VisibilityPredicate.Compare>()
            .Where(compare => compare.Operator == ComparisonOperator.Equal)
            .Select(compare => KeyValuePair.Create(compare.Attribute.Name, compare.Value));
    }
}
