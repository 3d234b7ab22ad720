namespace Mdlc.Workflows.Monitoring;

/// <param name="File">Absolute path of the window's rows; null: the logged predictions between <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="From">Inclusive; null: from the first logged prediction of the champion.</param>
/// <param name="To">Exclusive; null: until now.</param>
public sealed record MonitorInput(string Project, string Model, string? File, DateTimeOffset? From, DateTimeOffset? To);
