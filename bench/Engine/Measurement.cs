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

    /// <summary>What was measured with calls straight over gRPC.</summary>
    public required DriverMeasurement Straight { get; init; }

    /// <summary>What was measured with the .NET SDK as client and worker.</summary>
    public required DriverMeasurement Sdk { get; init; }

    /// <summary>Bytes in the server's folder for each workflow of the load; null for a server that keeps nothing there.</summary>
    public required double? BytesPerWorkflow { get; init; }
}

/// <summary>What one driver measured of a server.</summary>
internal sealed record DriverMeasurement
{
    /// <summary>One-activity workflows a second at full concurrency.</summary>
    public required double WorkflowsPerSecond { get; init; }

    /// <summary>Median time from start to result of these.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>The server's processor time for each of these.</summary>
    public required TimeSpan ServerCpu { get; init; }

    /// <summary>The processor time of client and worker (this program) for each of these.</summary>
    public required TimeSpan ClientCpu { get; init; }

    /// <summary>Of one workflow alone: the time for each of its sequential activities, median of three workflows.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>One workflow alone that schedules all its activities at once, start to result, median of three.</summary>
    public required TimeSpan FanOut { get; init; }

    /// <summary>From the request of an update to its result, alone, median.</summary>
    public required TimeSpan Update { get; init; }
}
