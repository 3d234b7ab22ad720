using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Activities.Deployment;

/// <summary>What a person asks of the champion: see <see cref="IChampionActivities"/>.</summary>
public sealed class ChampionActivities(ICatalog catalog, PackageStore packages, DecisionGuard guard, TimeProvider time) : IChampionActivities
{
    private readonly Rollout _rollout = new(catalog, time);

    [Activity]
    public async Task<PlannedMove> PlanMoveAsync(MoveInput input)
    {
        var (project, model, move) = input;
        await RefuseWhileDeployingAsync(project, model);
        var history = await catalog.Models.HistoryAsync(project, model);
        var champion = (await catalog.Models.AliasesAsync(project, model)).Find(AliasName.Champion);
        if (history.FirstOrDefault(change => change.Alias == AliasName.Champion && change.Key == move.Key) is { To: { } done } before)
        {
            // Its answer was lost. The champion may have moved on since, and stays there.
            return new PlannedMove(project, model, move, done, before.From) { IsMade = true };
        }

        var version = move.Version ?? ChampionLine.Before(history)
            ?? throw MoveDecisions.Refused($"{project}/{model} has no champion before {Rollout.Name(champion)} to go back to. Name a version: mdlc rollback {project}/{model} --to 1");
        if (version == champion)
        {
            throw MoveDecisions.Refused($"Version {version} is the champion of {project}/{model} already. Its moves: mdlc model show {project}/{model}");
        }

        var package = await catalog.Models.GetAsync(project, model, version)
            ?? throw MoveDecisions.Refused($"{project}/{model} has no version {version}. The versions: mdlc model show {project}/{model}");
        if (move.Kind == MoveKind.Rollback && !history.Any(change => change.Alias == AliasName.Champion && change.To == version))
        {
            throw MoveDecisions.Refused(
                $"Version {version} of {project}/{model} never was champion, so nothing can be rolled back to it. To make it champion: mdlc promote {project}/{model} {version} --reason \"why\"");
        }

        var planned = new PlannedMove(project, model, move, version, champion);
        await guard.RequireAsync(planned);
        RequireScores(package);
        return planned;
    }

    [Activity]
    public async Task<DeployResult> RollOutAsync(PlannedMove move)
    {
        var waitingFor = "servers";
        await using var beat = Heartbeat.Start(time, () => waitingFor);
        return await RollOutAsync(move, text => waitingFor = text, ActivityExecutionContext.Current.CancellationToken);
    }

    /// <summary>The work itself, apart from Temporal.</summary>
    /// <param name="progress">Told what is waited for.</param>
    public async Task<DeployResult> RollOutAsync(PlannedMove move, Action<string> progress, CancellationToken cancellationToken)
    {
        // Asked for by the workflow, or by whoever can begin one of their own: what was planned proves nothing.
        await guard.RequireAsync(move, cancellationToken);
        await RequireUnusedAsync(move, cancellationToken);
        try
        {
            return await _rollout.ToAsync(move.Project, move.Model, move.Version, NameOf(move), progress, cancellationToken);
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException)
        {
            // A person waits, and decides; servers stay with the champion.
            throw MoveDecisions.Refused(failed.Message, failed);
        }
    }

    [Activity]
    public async Task<PromoteResult> MoveChampionAsync(PlannedMove move)
    {
        await guard.RequireAsync(move);
        await guard.KeepAsync(move);
        var promotion = await catalog.Models.PromoteAsync(new PromotionRequest(
            move.Project,
            move.Model,
            move.Version,
            move.Champion,
            move.Move.By,
            $"{move.Move.Word}: {move.Move.Reason.Trim()}",
            move.Move.Key,
            time.GetUtcNow()));
        var summary = promotion.Moved
            ? $"version {move.Version} is champion"
            : $"Champion was {Rollout.Name(move.Champion)} when the {move.Move.Word} was asked for and is {Rollout.Name(promotion.Champion)} now: nothing was moved. Look at it, and ask again: mdlc model show {move.Project}/{move.Model}";
        return new PromoteResult(promotion.Moved, promotion.Champion, promotion.Previous, summary);
    }

    [Activity]
    public Task TakeBackAsync(PlannedMove move) => _rollout.BackAsync(move.Project, move.Model, NameOf(move));

    /// <summary>Where no server runs, nobody else would look.</summary>
    private void RequireScores(ModelPackage package)
    {
        var opened = packages.Open(package);
        try
        {
            var scorer = opened.LoadScorer();
            scorer.Score(scorer.ProbeRow());
        }
        catch (Exception failed) when (failed is not FaultException && !NoRoom.IsMeantBy(failed))
        {
            throw MoveDecisions.Refused($"Version {package.Version} of {package.Project}/{package.Model} cannot score a row, so it cannot be champion: {failed.Message}", failed);
        }
    }

    /// <summary>A statement that moved the champion has done its work: it takes no server back to that version later.</summary>
    private async Task RequireUnusedAsync(PlannedMove move, CancellationToken cancellationToken)
    {
        var history = await catalog.Models.HistoryAsync(move.Project, move.Model, cancellationToken);
        if (history.Any(change => change.Alias == AliasName.Champion && change.Key == move.Move.Key))
        {
            throw MoveDecisions.Refused($"Replayed: this {move.Move.Word} was made before, and is made once. Its moves: mdlc model show {move.Project}/{move.Model}");
        }
    }

    private static string NameOf(PlannedMove move) => $"{move.Move.By} ({move.Move.Key})";

    /// <summary>Two that bring versions to the servers would each wait for what the other takes away.</summary>
    private async Task RefuseWhileDeployingAsync(string project, string model)
    {
        var deploying = (await catalog.Runs.ActiveAsync(project, model)).FirstOrDefault(
            report => report.State == RunState.Running && report.Stages.Any(stage => stage is { Name: StageName.Deploy, State: StageState.Running }));
        if (deploying is not null)
        {
            throw MoveDecisions.Refused($"Another promotion is under way: run {deploying.Run} deploys its version. Wait for its end (mdlc run show {deploying.Run} --wait), and ask again.");
        }
    }
}
