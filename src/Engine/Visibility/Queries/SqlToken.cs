namespace Mdlc.Engine.Visibility.Queries;

/// <summary>A token of a query.</summary>
/// <param name="Text">The decoded text: a string without its quotes, a keyword in lower case.</param>
/// <param name="End">The index after the token's last character.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int End)
{
    public bool IsKeyword(string word) => Kind == SqlTokenKind.Keyword && Text == word;

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Text == symbol;
}
