using System.Text.Json;
using Mdlc.Contracts.Decisions;

namespace Mdlc.Unit.Tests.Contracts.Decisions;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("-0", "0")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("1E30", "1e+30")]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("0.000000000000000000000000001", "1e-27")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("-1.7976931348623157e308", "-1.7976931348623157e+308")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("{\"b\":1,\"a\":[true,null],\"\\u20ac\":2,\"\\r\":3}", "{\"\\r\":3,\"a\":[true,null],\"b\":1,\"€\":2}")]
    [InlineData("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")]
    public void Of_IsTheRfcsForm(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(expected, CanonicalJson.Of(document.RootElement));
    }
}
