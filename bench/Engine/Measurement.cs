namespace Mdlc.Engine.Bench;

/// <summary>The figures of one server.</summary>
internal sealed record Measurement
{
    public required string Server { get; init; }

    /// <summary>From the start of its process to the first answered DescribeNamespace.</summary>
    public required TimeSpan StartUp { get; init; }

    /// <summary>Resident bytes three seconds after that, without load.</summary>
    public required long IdleBytes { get; init; }

    /// <summary>Processor time in the two seconds before that, as a share of one core.</summary>
    public required double IdleCpu { get; init; }

    public required double WorkflowsPerSecond { get; init; }

    /// <summary>Median time from start to result, with the full concurrency.</summary>
    public required TimeSpan MedianLatency { get; init; }

    /// <summary>The server's processor time per workflow.</summary>
    public required TimeSpan ServerCpu { get; init; }

    /// <summary>The processor time of client and worker (this program) per workflow.</summary>
    public required TimeSpan ClientCpu { get; init; }

    /// <summary>Of one workflow alone: the time for each of its sequential activities, median of three workflows.</summary>
    public required TimeSpan Step { get; init; }
}
