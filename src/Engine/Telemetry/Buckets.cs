namespace Mdlc.Engine.Telemetry;

/// <summary>The upper bounds that Temporal uses for times.</summary>
internal static class Buckets
{
    public static double[] Seconds { get; } =
        [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
}
