using Mdlc.Catalog.Metadata;

namespace Mdlc.Activities.Deployment;

/// <summary>How far the live servers are with a desired version, at one moment.</summary>
/// <param name="Current">What is desired by now.</param>
/// <param name="Servers">Live servers that serve the project.</param>
internal sealed record RolloutObservation(
    DesiredVersion Desired, DesiredVersion? Current, IReadOnlyList<ServerLease> Servers, IReadOnlyList<ServedModel> Served)
{
    public IEnumerable<ServerLease> Waiting => Servers.Where(server => AnswerOf(server)?.State != ServedState.Ready);

    public string Failure =>
        Servers
            .Where(server => AnswerOf(server)?.State == ServedState.Failed)
            .Select(server => $"{server.Endpoint} could not load version {Desired.Version} of {Desired.Project}/{Desired.Model}: {AnswerOf(server)!.Error}")
            .First();

    public RolloutState Decide()
    {
        if (Current is null || Current.Sequence != Desired.Sequence)
        {
            return RolloutState.Superseded;
        }

        if (Servers.Count == 0)
        {
            return RolloutState.NoServer;
        }

        if (Servers.Any(server => AnswerOf(server)?.State == ServedState.Failed))
        {
            return RolloutState.Failed;
        }

        return Waiting.Any() ? RolloutState.Waiting : RolloutState.Ready;
    }

    /// <summary>What the server said to this very change; null while it has not.</summary>
    private ServedModel? AnswerOf(ServerLease server) =>
        Served.FirstOrDefault(served => served.Server == server.Server && served.Sequence >= Desired.Sequence && served.Version == Desired.Version);
}
