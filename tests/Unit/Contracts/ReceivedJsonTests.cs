using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Unit.Tests.Contracts;

public sealed class ReceivedJsonTests
{
    [Theory]
    [InlineData("""{"a": "K\ud800ln"}""")]
    [InlineData("""{"a": "K\udfff"}""")]
    [InlineData("""{"a": {"\ud800": 1}}""")]
    [InlineData("""["\ud800\ud800"]""")]
    public void Parse_HalfOfACharacter_IsRefused(string json) => Refuses(Encoding.UTF8.GetBytes(json), "half of a surrogate pair");

    [Theory]
    [InlineData("""{"a": "KXln"}""", 8)]
    [InlineData("""{"X": 1}""", 2)]
    [InlineData("""X""", 0)]
    public void Parse_BytesThatAreNotUtf8_NamesTheByte(string json, int position)
    {
        var body = Encoding.Latin1.GetBytes(json.Replace('X', 'ö'));
        Refuses(body, "0xF6", $"position {position}");
    }

    [Theory]
    [InlineData("""{"data": [1, NaN]}""", "NaN")]
    [InlineData("[\n1,\n-Infinity\n]", "-Infinity")]
    [InlineData("[Infinity]", "Infinity")]
    [InlineData("[nan]", "nan")]
    public void Parse_ANumberThatIsNone_SaysToSendNull(string json, string word) =>
        Refuses(Encoding.UTF8.GetBytes(json), $"Found {word},", "send null");

    [Fact]
    public void Parse_OneMemberTwice_IsRefused() => Refuses("""{"a": 1, "a": 2}"""u8.ToArray(), "a");

    [Fact]
    public void Parse_WholeCharactersAsEscapes_IsRead()
    {
        using var read = ReceivedJson.Parse("""{"a": "K\u00f6ln \ud83d\ude00"}"""u8.ToArray());
        Assert.Equal("Köln 😀", read.RootElement.GetProperty("a").GetString());
    }

    private static void Refuses(byte[] body, params string[] parts)
    {
        var refused = Assert.ThrowsAny<JsonException>(() => ReceivedJson.Parse(body));
        Assert.All(parts, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }
}
