namespace Mdlc.Catalog.Metadata;

/// <summary>What servers shall serve, which servers live, and what each serves.</summary>
public interface IServerStore
{
    /// <summary>
    /// Says which version servers shall serve. Each change gets a higher sequence; asking for what was asked for last, by the same, changes
    /// nothing.
    /// </summary>
    /// <param name="version">Null: none.</param>
    Task<DesiredVersion> SetDesiredAsync(
        string project, string model, int? version, string by, DateTimeOffset now, CancellationToken cancellationToken = default);

    Task<DesiredVersion?> GetDesiredAsync(string project, string model, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<DesiredVersion>> ListDesiredAsync(CancellationToken cancellationToken = default);

    /// <summary>Announces a server, or renews its lease.</summary>
    Task HeartbeatAsync(ServerLease lease, CancellationToken cancellationToken = default);

    /// <summary>Ends a server's lease and forgets what it served.</summary>
    Task LeaveAsync(string server, CancellationToken cancellationToken = default);

    /// <summary>Servers whose lease has not run out, by id.</summary>
    Task<IReadOnlyList<ServerLease>> LiveAsync(DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Records what a server does about a model, in place of what it said before.</summary>
    Task ReportAsync(ServedModel served, CancellationToken cancellationToken = default);

    /// <summary>What each server, live or not, last said about a model.</summary>
    Task<IReadOnlyList<ServedModel>> ServedAsync(string project, string model, CancellationToken cancellationToken = default);

    /// <summary>The same of every model, by server.</summary>
    Task<IReadOnlyList<ServedModel>> ListServedAsync(CancellationToken cancellationToken = default);
}
