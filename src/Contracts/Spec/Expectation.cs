namespace Mdlc.Contracts.Spec;

/// <summary>One rule the data must keep: of a column, or of the whole batch (<see cref="MinRows"/>, <see cref="MaxRows"/>).</summary>
public sealed record Expectation
{
    /// <summary>The column; null for a rule about the batch.</summary>
    public string? Column { get; init; }

    public bool NotNull { get; init; }

    public bool Unique { get; init; }

    /// <summary>Smallest allowed value, inclusive.</summary>
    public double? Min { get; init; }

    /// <summary>Largest allowed value, inclusive.</summary>
    public double? Max { get; init; }

    /// <summary>Allowed values; null: any.</summary>
    public IReadOnlyList<string>? OneOf { get; init; }

    /// <summary>Regular expression that the whole text must match; null: any.</summary>
    public string? Matches { get; init; }

    public long? MinRows { get; init; }

    public long? MaxRows { get; init; }

    public Severity Severity { get; init; } = Severity.Error;
}
