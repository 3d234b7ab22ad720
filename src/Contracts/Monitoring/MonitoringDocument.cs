namespace Mdlc.Contracts.Monitoring;

/// <summary>A window of a served model against its training: the JSON beside the report.</summary>
public sealed record MonitoringDocument
{
    public required string Project { get; init; }

    public required string Model { get; init; }

    /// <summary>The champion's version, whose training rows are the reference.</summary>
    public required int Version { get; init; }

    /// <summary>The file that the window was read from; null: logged predictions.</summary>
    public string? File { get; init; }

    /// <summary>Logged predictions: inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Logged predictions: exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    public required DriftReport Drift { get; init; }

    /// <summary>Profile of the training rows.</summary>
    public required DataProfile Reference { get; init; }

    /// <summary>Profile of the window.</summary>
    public required DataProfile Current { get; init; }
}
