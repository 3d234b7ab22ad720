namespace Mdlc.Workflows.Alarms;

/// <summary>Monitoring has seen that something is wrong with a model.</summary>
/// <param name="Id">Of this one sight: a second alarm of the same id changes nothing.</param>
/// <param name="Kind">What is wrong; one of <see cref="AlarmKind"/>.</param>
/// <param name="Version">The champion that was looked at.</param>
/// <param name="Summary">A sentence for people, with the numbers.</param>
/// <param name="Report">Path of the page that shows it; null: none.</param>
public sealed record Alarm(string Id, string Kind, int Version, string Summary, string? Report)
{
    /// <summary>When it was heard of; null until then.</summary>
    public DateTimeOffset? At { get; init; }
}
