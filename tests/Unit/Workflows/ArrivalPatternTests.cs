using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class ArrivalPatternTests
{
    [Theory]
    [InlineData("/data/in.csv", null, "/data/new.csv", true)]
    [InlineData("/data/in.csv", null, "/data/sub/new.csv", false)]
    [InlineData("/data/in.csv", null, "/data/new.parquet", false)]
    [InlineData("/data/in.csv", null, "/data/../etc/new.csv", false)]
    [InlineData("/data/in.csv", "/arrivals/**.csv", "/arrivals/2026/07/a.csv", true)]
    [InlineData("/data/in.csv", "/arrivals/day-?.csv", "/arrivals/day-7.csv", true)]
    [InlineData("/data/in.csv", "/arrivals/day-?.csv", "/arrivals/day-17.csv", false)]
    [InlineData("/data/in.csv", "/arrivals/day?1.csv", "/arrivals/day/1.csv", false)]
    [InlineData("/data/in.csv", "/arrivals/*-1.csv", "/arrivals/day/x-1.csv", false)]
    [InlineData("/data/in.csv", "/arrivals/a+b(c).csv", "/arrivals/a+b(c).csv", true)]
    [InlineData("/data/in.csv", "/arrivals/a.csv", "/arrivals/axcsv", false)]
    public void Allows_AFile_ByTheSpecsGlob(string source, string? arrivals, string file, bool allowed)
    {
        Assert.Equal(allowed, ArrivalPattern.Allows(new SourceSpec { Path = source, Arrivals = arrivals }, file));
    }
}
