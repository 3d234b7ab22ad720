using Mdlc.Contracts.Formats;

namespace Mdlc.Unit.Tests.Contracts.Formats;

public sealed class NumberFormatTests
{
    [Theory]
    [InlineData("#.#", "1630.72", "1630.72")]
    [InlineData("#.###,#", "1.630,72", "1630.72")]
    [InlineData("#.###,#", "1630,72", "1630.72")]
    [InlineData("#.###,#", "12.345.678", "12345678")]
    [InlineData("#,#", "-5,3", "-5.3")]
    [InlineData("#,#", "+5,3", "5.3")]
    [InlineData("#,#", ",5", "0.5")]
    [InlineData("#,#", "1,5E3", "1.5E3")]
    [InlineData("$#,###.#", "$1,630.72", "1630.72")]
    [InlineData("$#,###.#", "-$1,630.72", "-1630.72")]
    [InlineData("$#,###.#", "$-1,630.72", "-1630.72")]
    [InlineData("$#,###.#", "($5.00)", "-5.00")]
    [InlineData("#.#%", "62.6%", "62.6")]
    [InlineData("#.#%", "62.6 %", "62.6")]
    [InlineData("# pcs", "12 pcs", "12")]
    [InlineData("# pcs", "12pcs", "12")]
    [InlineData("# ###,#", "1\u202F630,72", "1630.72")]
    [InlineData("# ###,#", "1\u00A0630,72", "1630.72")]
    [InlineData("#'###.#", "1’630.72", "1630.72")]
    [InlineData("#,###", "1,234", "1234")]
    [InlineData("#.#", "−3", "-3")]
    public void Read_NumberInItsNotation_IsTheNumber(string pattern, string cell, string invariant)
    {
        Assert.True(NumberFormat.Parse(pattern)!.TryRead(cell, out var read));

        Assert.Equal(invariant, read);
    }

    [Theory]
    [InlineData("#.#", "1,5")]
    [InlineData("#.#", "(5)")]
    [InlineData("#.#", "+-5")]
    [InlineData("#.#", "")]
    [InlineData("#.#", "1e999")]
    [InlineData("#.###,#", "1.63,72")]
    [InlineData("#.###,#", "1630.72")]
    [InlineData("#.###,#", "1.6307,2")]
    [InlineData("#.###,#", "1234.567")]
    [InlineData("#.###,#", ".123")]
    [InlineData("#,###", "1,234.5")]
    [InlineData("#,###", "1,00,000")]
    [InlineData("$#,###.#", "1,630.72")]
    [InlineData("# pcs", "12 kg")]
    [InlineData("#.#%", "0.626")]
    public void Read_TextInAnotherNotation_IsNone(string pattern, string cell) => Assert.False(NumberFormat.Parse(pattern)!.TryRead(cell, out _));

    [Theory]
    [InlineData("yyyy")]
    [InlineData("")]
    [InlineData("##")]
    [InlineData("#.###.#")]
    [InlineData("#.##")]
    [InlineData("1#")]
    [InlineData("-#")]
    public void Parse_WhatIsNoPattern_IsNull(string text) => Assert.Null(NumberFormat.Parse(text));

    [Theory]
    [InlineData("#")]
    [InlineData("#.#")]
    [InlineData("#,#")]
    [InlineData("#,###")]
    [InlineData("#.###,#")]
    [InlineData("€ # ###,#")]
    [InlineData("#'###.# CHF")]
    public void ToString_OfAParsedPattern_IsThePattern(string pattern) => Assert.Equal(pattern, NumberFormat.Parse(pattern)!.ToString());
}
