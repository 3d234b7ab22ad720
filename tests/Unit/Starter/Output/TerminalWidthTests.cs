using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Output;

public sealed class TerminalWidthTests
{
    [Theory]
    [InlineData(null, 120, 120)]
    [InlineData("40", 120, 40)]
    [InlineData("", 120, 120)]
    [InlineData("0", 120, 120)]
    [InlineData("wide", 120, 120)]
    [InlineData("-5", 0, null)]
    [InlineData(null, 0, null)]
    public void Read_OfColumnsAndTheTerminal_IsThePersonsThenTheTerminalsThenUnknown(string? columns, int asked, int? width) =>
        Assert.Equal(width, TerminalWidth.Read(columns, () => asked));
}
