using Mdlc.Engine.Visibility.Attributes;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>A typed condition over rows. Its logic has three values, as in SQL: null, of an unset attribute, is neither true nor false.</summary>
internal abstract record VisibilityPredicate
{
    /// <returns>Null when an attribute that decides is not set.</returns>
    public abstract bool? Evaluate(VisibilityRow row);

    /// <summary>The attributes that decide.</summary>
    public abstract IEnumerable<SearchAttribute> Attributes { get; }

    public sealed record All(IReadOnlyList<VisibilityPredicate> Operands) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => Operands.SelectMany(operand => operand.Attributes);

        public override bool? Evaluate(VisibilityRow row)
        {
            bool? result = true;
            foreach (var operand in Operands)
            {
                var value = operand.Evaluate(row);
                if (value == false)
                {
                    return false;
                }

                result &= value;
            }

            return result;
        }
    }

    public sealed record Any(IReadOnlyList<VisibilityPredicate> Operands) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => Operands.SelectMany(operand => operand.Attributes);

        public override bool? Evaluate(VisibilityRow row)
        {
            bool? result = false;
            foreach (var operand in Operands)
            {
                var value = operand.Evaluate(row);
                if (value == true)
                {
                    return true;
                }

                result |= value;
            }

            return result;
        }
    }

    public sealed record Not(VisibilityPredicate Operand) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => Operand.Attributes;

        public override bool? Evaluate(VisibilityRow row) => !Operand.Evaluate(row);
    }

    public sealed record IsNull(SearchAttribute Attribute) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) => row.ValueOf(Attribute) is null;
    }

    /// <summary>An order comparison with one value.</summary>
    public sealed record Compare(SearchAttribute Attribute, ComparisonOperator Operator, object Value) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) =>
            row.ValueOf(Attribute) is { } value ? Operator.Holds(SearchAttributeOrder.Compare(value, Value)) : null;
    }

    public sealed record In(SearchAttribute Attribute, IReadOnlyList<object> Values) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) =>
            row.ValueOf(Attribute) is { } value ? Values.Any(candidate => SearchAttributeOrder.Compare(value, candidate) == 0) : null;
    }

    /// <summary>Both limits are inclusive.</summary>
    public sealed record Between(SearchAttribute Attribute, object From, object To) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) => row.ValueOf(Attribute) is { } value
            ? SearchAttributeOrder.Compare(value, From) >= 0 && SearchAttributeOrder.Compare(value, To) <= 0
            : null;
    }

    public sealed record StartsWith(SearchAttribute Attribute, string Prefix) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) =>
            row.ValueOf(Attribute) is string value ? value.StartsWith(Prefix, StringComparison.Ordinal) : null;
    }

    /// <summary>True when the list has any of the values. Never null: a run without the list does not have them.</summary>
    public sealed record ListContainsAny(SearchAttribute Attribute, IReadOnlySet<string> Values) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) => row.ValueOf(Attribute) is string[] list && list.Any(Values.Contains);
    }

    /// <summary>True when the text has any of the phrases, each a run of whole words, letter case apart. Never null.</summary>
    public sealed record TextContainsAny(SearchAttribute Attribute, IReadOnlyList<string[]> Phrases) : VisibilityPredicate
    {
        public override IEnumerable<SearchAttribute> Attributes => [Attribute];

        public override bool? Evaluate(VisibilityRow row) =>
            row.ValueOf(Attribute) is string text && TextWords.ContainsAny(TextWords.Split(text), Phrases);
    }
}
