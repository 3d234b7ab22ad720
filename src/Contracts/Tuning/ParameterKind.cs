namespace Mdlc.Contracts.Tuning;

public enum ParameterKind
{
    /// <summary>Any number from min to max.</summary>
    Double,

    /// <summary>Any whole number from min to max.</summary>
    Int,

    /// <summary>One of a list of numbers, in ascending order.</summary>
    Discrete,

    /// <summary>One of a list of names without an order; its value is the position in the list.</summary>
    Categorical,
}
