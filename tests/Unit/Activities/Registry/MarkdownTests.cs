using Mdlc.Activities.Registry;

namespace Mdlc.Unit.Tests.Activities.Registry;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("plain text 1.5 (ok)", "plain text 1.5 (ok)")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\\|b", "a\\\\\\|b")]
    [InlineData("*a* _b_ ~c~ `d` $e$", "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\` \\$e\\$")]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("&lt;b&gt;", "&amp;lt;b&amp;gt;")]
    [InlineData("[here](javascript:x)", "\\[here\\](javascript:x)")]
    [InlineData("https://a.example", "https\\://a.example")]
    [InlineData("www.a.example", "www\\.a.example")]
    [InlineData("a\r\nb\n\n# c\u2028d\te\0", "a b  # c d e ")]
    public void Text_WhateverItHolds_IsWordsOfOneLine(string text, string expected) => Assert.Equal(expected, Markdown.Text(text));

    [Theory]
    [InlineData("one\ntwo\n\nthree\n", "one\ntwo\n\nthree")]
    [InlineData("  # no heading", "\\# no heading")]
    [InlineData("- no item\n+ nor this\n2. nor that\n3) nor these", "\\- no item\n\\+ nor this\n2\\. nor that\n3\\) nor these")]
    [InlineData("a\n===\n> b\n1.5 is a number", "a\n\\===\n&gt; b\n1\\.5 is a number")]
    [InlineData("    code\r\n```", "code\n\\`\\`\\`")]
    public void Lines_WhateverTheyHold_AreParagraphs(string text, string expected) => Assert.Equal(expected, Markdown.Lines(text));

    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("", "`  `")]
    [InlineData("a`b", "`` a`b ``")]
    [InlineData("``", "``` `` ```")]
    [InlineData("<b>\n[x](y)", "`<b> [x](y)`")]
    public void Code_WhateverItHolds_IsOneSpan(string text, string expected) => Assert.Equal(expected, Markdown.Code(text));
}
