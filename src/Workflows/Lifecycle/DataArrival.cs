namespace Mdlc.Workflows.Lifecycle;

/// <summary>New data are there. Those that wait merge into one run, which reads the newest file.</summary>
/// <param name="Source">Who says so.</param>
/// <param name="Id">Unique within the source: a second arrival of the same id is dropped.</param>
/// <param name="File">Absolute path; it must match a glob that the spec allows.</param>
public sealed record DataArrival(string Source, string Id, string File)
{
    /// <summary>How many rows the sender says are new; null: it does not say.</summary>
    public long? Rows { get; init; }

    /// <summary>When it was heard of; null until then.</summary>
    public DateTimeOffset? At { get; init; }
}
