namespace Mdlc.Contracts.Spec;

/// <summary>
/// A model's spec, resolved: every default filled in, paths absolute, thread count fixed. It travels in a run's input and is kept in the
/// model's package, so that editing a file in mid-run changes nothing.
/// </summary>
public sealed record ModelSpec
{
    public const string CurrentApiVersion = "mdlc/v1";

    public string ApiVersion { get; init; } = CurrentApiVersion;

    /// <summary>Isolates names, queues and artifacts.</summary>
    public string Project { get; init; } = "default";

    public required string Model { get; init; }

    public required ModelTask Task { get; init; }

    public required string Label { get; init; }

    /// <summary>Binary: the label's value that counts as true; null when the label is boolean or 0/1.</summary>
    public string? Positive { get; init; }

    public required SourceSpec Source { get; init; }

    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>The event-time column, if any.</summary>
    public string? Time { get; init; }

    public TransformSpec Transform { get; init; } = new();

    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>Largest share (0..1) of rejected and quarantined rows together; over it the run fails.</summary>
    public double QuarantineMaxShare { get; init; } = 0.05;

    public SplitSpec Split { get; init; } = new();

    public TrainSpec Train { get; init; } = new();

    public TuneSpec Tune { get; init; } = new();

    public EvaluateSpec Evaluate { get; init; } = new();

    public GateSpec Gate { get; init; } = new();

    public DeploySpec Deploy { get; init; } = new();

    public MonitorSpec Monitor { get; init; } = new();

    public TriggersSpec Triggers { get; init; } = new();

    public RunLimitsSpec Limits { get; init; } = new();

    public AboutSpec About { get; init; } = new();
}
