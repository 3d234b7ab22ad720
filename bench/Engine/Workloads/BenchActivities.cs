using Temporalio.Activities;

namespace Mdlc.Engine.Bench.Workloads;

internal static class BenchActivities
{
    [Activity]
    public static int Increment(int value) => value + 1;
}
