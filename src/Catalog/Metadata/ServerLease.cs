namespace Mdlc.Catalog.Metadata;

/// <summary>A server is taken for alive until its last heartbeat plus its time to live.</summary>
/// <param name="Endpoint">Base address, e.g. <c>http://127.0.0.1:8080</c>.</param>
/// <param name="Projects">The projects whose models it serves; empty: all.</param>
public sealed record ServerLease(
    string Server, string Endpoint, IReadOnlyList<string> Projects, DateTimeOffset Heartbeat, TimeSpan TimeToLive)
{
    public bool IsLive(DateTimeOffset now) => now < Heartbeat + TimeToLive;

    public bool Serves(string project) => Projects.Count == 0 || Projects.Contains(project);
}
