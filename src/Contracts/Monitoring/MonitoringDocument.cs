using Mdlc.Contracts.Validation;

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

    /// <summary>Records of the window, those that could not be read among them.</summary>
    public long Records { get; init; }

    /// <summary>Records of the window that could not be read: they count in the verdict, and are in no distribution.</summary>
    public long Rejected { get; init; }

    /// <summary>Why, most frequent first.</summary>
    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];

    /// <summary>Path of a Parquet file of them (file, line, column, value, reason); null when there are none.</summary>
    public string? Quarantine { get; init; }

    public required DriftReport Drift { get; init; }

    /// <summary>The model on the window's labels; null in documents of before.</summary>
    public WindowQuality? Quality { get; init; }

    /// <summary>What was not compared, and why: predictions, or importances, that the package does not have.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Profile of the training rows.</summary>
    public required DataProfile Reference { get; init; }

    /// <summary>Profile of the window.</summary>
    public required DataProfile Current { get; init; }
}
