namespace Mdlc.Engine.Frontend.Pages;

/// <summary>Markup. It is made from interpolated text only, whose every hole is escaped unless it is markup itself.</summary>
internal readonly record struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public static Html Empty => default;

    public static Html Of(HtmlBuilder builder) => new(builder.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public override string ToString() => _markup ?? "";
}
