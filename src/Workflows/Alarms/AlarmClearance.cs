namespace Mdlc.Workflows.Alarms;

/// <summary>Monitoring has looked again, and found nothing wrong any more.</summary>
/// <param name="Id">Of this one sight.</param>
/// <param name="Kind">What was wrong; one of <see cref="AlarmKind"/>.</param>
/// <param name="Version">The champion that was looked at.</param>
public sealed record AlarmClearance(string Id, string Kind, int Version, string Summary);
