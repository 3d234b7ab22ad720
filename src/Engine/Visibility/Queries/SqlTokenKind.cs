namespace Mdlc.Engine.Visibility.Queries;

internal enum SqlTokenKind
{
    End,

    /// <summary>A name that is no keyword, or any name in back-ticks.</summary>
    Identifier,

    /// <summary>A word of the grammar or a word that SQL reserves, in lower case.</summary>
    Keyword,
    String,
    Integer,
    Float,

    /// <summary>A number or placeholder that no attribute can be compared with: hexadecimal, bits, <c>?</c>, <c>:name</c>.</summary>
    OtherValue,

    /// <summary>An operator or a bracket.</summary>
    Symbol,

    /// <summary>Characters that form no token.</summary>
    Invalid,
}
