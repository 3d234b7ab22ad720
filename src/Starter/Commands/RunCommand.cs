using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;

namespace Mdlc.Starter.Commands;

/// <summary><c>run SPEC</c>, and what is done to a run: <c>show</c>, <c>retry</c>, <c>abort</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("spec") { Description = "Path of the model's spec, e.g. model.yaml." }.IsPath().CompletesSpecs();
        var replace = new Option<bool>("--replace") { Description = "Abort a suspended run of this model first." };
        var again = new Option<bool>("--again") { Description = "Queue a run also where one of this very spec has not ended; without it, it is that one." };
        var command = new Command("run", "Run a model through its whole life cycle.") { spec, replace, again };
        command.SetBody(CatalogAccess.ReadWrite, (context, parse, cancellationToken) =>
            StartAsync(context, SpecLoader.Load(parse.GetValue(spec)!), $"mdlc run {parse.GetValue(spec)}", parse.GetValue(replace), parse.GetValue(again), cancellationToken));
        command.Add(Show());
        command.Add(Retry());
        command.Add(Abort());
        return command;
    }

    /// <param name="typed">The command that asks for it, for a sentence that names it.</param>
    internal static async Task<int> StartAsync(CommandContext context, ModelSpec spec, string typed, bool replace, bool again, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenSessionAsync([spec.Project], cancellationToken);
        var runs = new RunClient(session, context.Catalog, context.Time);
        await runs.ClearSuspendedAsync(spec, replace, cancellationToken);
        if (!again && await runs.FindSameAsync(spec, cancellationToken) is { } same && RunKey.TryParse(same.Run, out var known))
        {
            // Typed again after Ctrl-C, most likely: the first one has gone on, or does now.
            Report.Warn($"Run {known} of this very spec is {same.State.ToString().ToLowerInvariant()}: attached to it, and no second one is queued. For another, e.g. because the data have changed: {typed} --again");
            return await FollowAsync(context, session, known, cancellationToken);
        }

        var run = await runs.RequestAsync(spec, RunTrigger.Manual, Guid.NewGuid().ToString("n"), cancellationToken);
        return await FollowAsync(context, session, run, cancellationToken);
    }

    private static Command Show()
    {
        var id = RunArgument();
        var wait = new Option<bool>("--wait") { Description = "Until the run has ended or is suspended." };
        var command = new Command("show", "Show how a run stands.") { id, wait };
        command.SetBody(
            parse => parse.GetValue(wait) ? CatalogAccess.ReadWrite : CatalogAccess.ReadOnly,
            async (context, parse, cancellationToken) =>
            {
                var run = await FindAsync(context, parse.GetValue(id)!, cancellationToken);
                if (parse.GetValue(wait))
                {
                    await using var session = await context.OpenSessionAsync([run.Project], cancellationToken);
                    return await FollowAsync(context, session, run, cancellationToken);
                }

                var report = await RunPresentation.OfAsync(context, (await context.Catalog.Runs.GetAsync(run, cancellationToken))!, cancellationToken);
                context.Report.Document(report, terminal => RunView.Draw(terminal, report));
                RoomWatch.WarnIfWaiting(context.Home, [report]);
                return ExitCode.Ok;
            });
        return command;
    }

    private static Command Retry()
    {
        var id = RunArgument();
        var command = new Command("retry", "Begin the suspended stage of a run again.") { id };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var run = await FindAsync(context, parse.GetValue(id)!, cancellationToken);
            await using var session = await context.OpenSessionAsync([run.Project], cancellationToken);
            await new RunClient(session, context.Catalog, context.Time).RetryAsync(run, cancellationToken);
            return await FollowAsync(context, session, run, cancellationToken);
        });
        return command;
    }

    private static Command Abort()
    {
        var id = RunArgument();
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", DefaultValueFactory = _ => "asked for by a person" };
        var command = new Command("abort", "End a run and whatever it is doing.") { id, reason };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var run = await FindAsync(context, parse.GetValue(id)!, cancellationToken);
            await using var session = await context.OpenSessionAsync([run.Project], cancellationToken);
            var report = await new RunClient(session, context.Catalog, context.Time).AbortAsync(run, parse.GetValue(reason)!, cancellationToken);
            context.Report.Document(report, terminal => RunView.Draw(terminal, report));
            return report.State == RunState.Aborted ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>Waits for the run's end, shows it, and then for whatever else this process alone keeps going.</summary>
    internal static async Task<int> FollowAsync(CommandContext context, EngineSession session, RunKey run, CancellationToken cancellationToken)
    {
        RunReport report;
        try
        {
            report = await RunPresentation.OfAsync(context, await new RunFollower(context, session).FollowAsync(run, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report.Warn(session.IsEmbedded
                ? $"Detached. Run {run} goes on with the next mdlc run or mdlc dev on this home. Show it: mdlc run show {run}   End it: mdlc run abort {run}"
                : $"Detached. Run {run} goes on. Show it: mdlc run show {run}   End it: mdlc run abort {run}");
            throw;
        }

        context.Report.Document(report, terminal => RunView.Draw(terminal, report, stagesAreTold: !context.Report.IsLive));
        if (report.State == RunState.Suspended)
        {
            Report.Warn($"Run {run} is suspended: {report.Error} Retry it: mdlc run retry {run}   End it: mdlc run abort {run}");
        }

        await new RunFollower(context, session).DrainAsync(cancellationToken);
        return RunView.ExitCodeOf(report);
    }

    internal static Argument<string> RunArgument() =>
        new Argument<string>("id") { Description = "The run: project/model/number, or model/number in project default." }.CompletesRuns();

    internal static async Task<RunKey> FindAsync(CommandContext context, string id, CancellationToken cancellationToken)
    {
        if (!RunKey.TryParse(id, out var run))
        {
            throw new UserException($"Found run '{id}', expected project/model/number, e.g. demo/adult-income/3. See: mdlc runs", ExitCode.Usage);
        }

        return await context.Catalog.Runs.GetAsync(run, cancellationToken) is null
            ? throw new UserException($"There is no run {run} in {context.Home.Root}. See: mdlc runs")
            : run;
    }
}
