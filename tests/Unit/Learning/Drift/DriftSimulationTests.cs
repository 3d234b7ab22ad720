using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

/// <summary>What monitoring promises in the long run: at most one window in a hundred is a false alarm, and what matters is seen.</summary>
public sealed class DriftSimulationTests
{
    [Theory]
    [InlineData(1000, 200, 250)]
    [InlineData(1000, 500, 120)]
    [InlineData(1500, 1500, 25)]
    [InlineData(6000, 5000, 12)] // more rows than a profile's sample
    public void Compare_NoChange_AlarmsInOneOfHundredWindowsAtMost(int referenceRows, int currentRows, int windows)
    {
        var alarms = Count(windows, seed => Compare(seed, referenceRows, currentRows, change: null).Status == DriftStatus.Drift);

        // 1 % and 2.33 standard errors: one test in a hundred of a detector that keeps its promise just so would fail, and the seeds are fixed.
        Assert.InRange(alarms / (double)windows, 0, 0.01 + (2.33 * Math.Sqrt(0.01 * 0.99 / windows)));
    }

    [Theory]
    [InlineData("0.2", "normal", 2000, 0.95)]
    [InlineData("0.5", "normal", 200, 0.95)]
    [InlineData("swap", "few", 200, 0.95)]
    [InlineData("nulls", "normal", 200, 0.9)]
    [InlineData("new", "few", 1000, 0.9)]
    public void Compare_WhatMatters_IsSeen(string change, string column, int rows, double least)
    {
        const int Windows = 20;
        var found = Count(Windows, seed => Compare(seed, 2000, rows, change).Columns.Single(c => c.Column == column).Status == DriftStatus.Drift);

        Assert.InRange(found / (double)Windows, least, 1);
    }

    private static DriftReport Compare(int seed, int referenceRows, int currentRows, string? change)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, currentRows));
        return DriftDetector.Compare(DriftSamples.Mixed(random, referenceRows), DriftSamples.Mixed(random, currentRows, change));
    }

    private static int Count(int windows, Func<int, bool> isFound)
    {
        var found = 0;
        Parallel.For(0, windows, seed => Interlocked.Add(ref found, isFound(seed) ? 1 : 0));
        return found;
    }
}
