using Mdlc.Starter.Commands;
using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Commands;

public sealed class SetupServerCommandTests
{
    [Theory]
    [InlineData("720h", 30)]
    [InlineData("30d", 30)]
    [InlineData("24h", 1)]
    public void Retention_InHoursOrDays_IsRead(string text, int days) => Assert.Equal(TimeSpan.FromDays(days), SetupServerCommand.Read(text));

    [Theory]
    [InlineData("23h")]
    [InlineData("30")]
    [InlineData("-1d")]
    [InlineData("d")]
    [InlineData("")]
    [InlineData("1.5d")]
    public void Retention_OfAnotherForm_IsAUsageError(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => SetupServerCommand.Read(text)).ExitCode);
}
