using Mdlc.Http;

namespace Mdlc.Unit.Tests.Http;

public sealed class BoundedTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcd…")]
    [InlineData("abc\U0001F600", "abc…")]
    [InlineData("ab\U0001F600", "ab\U0001F600")]
    [InlineData("ab\U0001F600c", "ab\U0001F600…")]
    public void Of_ALongText_KeepsWholeCharacters(string text, string kept) => Assert.Equal(kept, BoundedText.Of(text, 4));
}
