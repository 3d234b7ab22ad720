using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Champions;

namespace Mdlc.Starter.Champions;

/// <summary>Asks a model's lifecycle to move its champion, and waits until servers answer with the version and the alias stands on it.</summary>
internal sealed class ChampionClient(CommandContext context, EngineSession session)
{
    /// <exception cref="UserException">It is refused, with the sentence why; or nobody is there to do it.</exception>
    public Task<ChampionMoved> MoveAsync(string project, string model, ChampionMove move, CancellationToken cancellationToken) =>
        new LifecycleAsker(context, session).AskAsync(project, model, lifecycle => lifecycle.MoveChampionAsync(move), move.Id, cancellationToken);
}
