namespace Mdlc.Spec;

/// <summary>A piece of YAML with its place. Values stay text: what they mean is decided by the key that holds them.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
internal abstract record SpecNode(int Line, int Column)
{
    /// <param name="IsPlain">Written without quotes, so that it may also be a number, a truth value or null.</param>
    internal sealed record Scalar(int Line, int Column, string Text, bool IsPlain) : SpecNode(Line, Column)
    {
        public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

        public override string Describe() => this switch
        {
            { IsNull: true } => "nothing",
            { IsPlain: true } => Shorten(Text),
            _ => $"the text \"{Shorten(Text)}\"",
        };

        private static string Shorten(string text) => text.Length <= 60 ? text : text[..57] + "...";
    }

    internal sealed record Sequence(int Line, int Column, IReadOnlyList<SpecNode> Items) : SpecNode(Line, Column)
    {
        public override string Describe() => "a list";
    }

    internal sealed record Mapping(int Line, int Column, IReadOnlyList<(Scalar Key, SpecNode Value)> Entries) : SpecNode(Line, Column)
    {
        public override string Describe() => "a mapping of keys";
    }

    /// <summary>The node in an error's words, after "found".</summary>
    public abstract string Describe();
}
