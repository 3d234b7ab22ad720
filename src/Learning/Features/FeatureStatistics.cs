using Mdlc.Contracts.Artifacts;

namespace Mdlc.Learning.Features;

/// <summary>What the planner knows of a column, from the training rows only.</summary>
public sealed record FeatureStatistics
{
    /// <summary>The first so many values stand for all where counting every one would cost memory.</summary>
    public const int HeadRows = 100_000;

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    public required long Rows { get; init; }

    public required long Missing { get; init; }

    /// <summary>No two values differ; true when there is none.</summary>
    public required bool Constant { get; init; }

    /// <summary>Number of values looked at: the first <see cref="HeadRows"/> that are not missing.</summary>
    public long HeadValues { get; init; }

    /// <summary>Distinct ones among them.</summary>
    public long HeadDistinct { get; init; }

    /// <summary>Each row's number or time is above that of the row before, and none is missing.</summary>
    public bool Rising { get; init; }

    /// <summary>Numbers: the smallest value; NaN when there is none.</summary>
    public double Min { get; init; } = double.NaN;

    /// <summary>Numbers: the largest value; NaN when there is none.</summary>
    public double Max { get; init; } = double.NaN;

    /// <summary>Numbers: every value is a whole one.</summary>
    public bool Whole { get; init; }

    /// <summary>Times: every one is at midnight UTC.</summary>
    public bool WholeDays { get; init; }

    /// <summary>Times: every one is at a full hour.</summary>
    public bool WholeHours { get; init; }

    /// <summary>Texts: mean number of characters.</summary>
    public double MeanLength { get; init; }

    /// <summary>Texts: mean number of words.</summary>
    public double MeanWords { get; init; }

    /// <summary>Numbers: what is known of their size; null where single precision has them in any case.</summary>
    public NumberSample? Numbers { get; init; }
}
