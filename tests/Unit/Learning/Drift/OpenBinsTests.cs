using Mdlc.Learning.Drift;

namespace Mdlc.Unit.Tests.Learning.Drift;

public sealed class OpenBinsTests
{
    /// <summary>What a bin that the reference has nothing in holds by itself: as much as one row of the reference, scaled to the window.</summary>
    [Theory]
    [InlineData(0, 1000, 200, 0.2)]
    [InlineData(0, 200, 1000, 5)]
    [InlineData(3, 200, 1000, 5)]
    [InlineData(8, 200, 1000, 8)]
    [InlineData(1, 1000, 200, 1)]
    public void Of_WhatWasFound_IsNoLessThanOneRowOfTheReference(double found, long reference, long current, double held) =>
        Assert.Equal((1, held), OpenBins.Of(found, reference, current));
}
