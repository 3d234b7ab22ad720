using Mdlc.Contracts.Validation;

namespace Mdlc.Unit.Tests.Contracts.Validation;

public sealed class ShareWordsTests
{
    [Theory]
    [InlineData(0.1, 0.05, "10.0 %", "at most 5.0 % may be")]
    [InlineData(0.05001, 0.05, "5.001 %", "at most 5.000 % may be")]
    [InlineData(1, 0.9999, "100.00 %", "at most 99.99 % may be")]
    [InlineData(1, 1, "100.0 %", "so that none is left")]
    public void Beyond_AShareThatIsMore_CanBeSeenToBe(double share, double most, string found, string fault) =>
        Assert.Equal((found, fault), ShareWords.Beyond(share, most));
}
