using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Runs;

namespace Mdlc.Starter.Commands;

/// <summary><c>run SPEC</c>, and what is done to a run: <c>show</c>, <c>retry</c>, <c>abort</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var spec = new Argument<string?>("spec") { Description = "Path of the model's spec, e.g. model.yaml; with --from it may be left out, and is that run's own.", Arity = ArgumentArity.ZeroOrOne }.IsPath().CompletesSpecs();
        var replace = new Option<bool>("--replace") { Description = "Abort a suspended run of this model first." };
        var again = new Option<bool>("--again") { Description = "Queue a run also where one of this very spec has not ended; without it, it is that one." };
        var from = new Option<string[]>("--from")
        {
            Description = $"Begin at a stage ({string.Join(", ", TakeOvers.Stages)}) and take over what an earlier run of the model made before it.",
            HelpName = "stage> <run",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        }.CompletesWords(TakeOvers.Stages);
        var command = new Command("run", "Run a model through its whole life cycle.") { spec, replace, again, from };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var path = parse.GetValue(spec);
            if (parse.GetValue(from) is [var stage, var earlier])
            {
                var (wanted, takeOver) = await TakeOvers.PlanAsync(context.Catalog, stage, await FindAsync(context, earlier, cancellationToken), path is null ? null : SpecLoader.Load(path), cancellationToken);
                return await StartAsync(context, wanted, $"mdlc run {path}", parse.GetValue(replace), again: true, cancellationToken, takeOver);
            }

            return path is null
                ? throw new UserException("Found no spec, expected its path, e.g. mdlc run model.yaml, or --from STAGE RUN.", ExitCode.Usage)
                : await StartAsync(context, SpecLoader.Load(path), $"mdlc run {path}", parse.GetValue(replace), parse.GetValue(again), cancellationToken);
        });
        command.Add(Show());
        command.Add(Retry());
        command.Add(Abort());
        return command;
    }

    /// <param name="typed">The command that asks for it, for a sentence that names it.</param>
    internal static async Task<int> StartAsync(CommandContext context, ModelSpec spec, string typed, bool replace, bool again, CancellationToken cancellationToken, TakeOver? takeOver = null)
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

        var run = await runs.RequestAsync(spec, RunTrigger.Manual, Guid.NewGuid().ToString("n"), takeOver, cancellationToken);
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
        var spec = new Option<string?>("--spec") { Description = "Go on with this spec: what the stages so far have gone by must be the same in it.", HelpName = "path" }.IsPath().CompletesSpecs();
        var input = new Option<string?>("--input") { Description = "Read this file in place of the spec's source; of a run that is suspended at fetch.", HelpName = "path" }.IsPath();
        var skip = new Option<bool>("--skip") { Description = "Leave the stage out: tune (trains by the spec's own parameters) or deploy (the version waits for mdlc promote)." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the record.", HelpName = "text" };
        var command = new Command("retry", "Begin the suspended stage of a run again, also with another spec or input, or leave it out.") { id, spec, input, skip, reason };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var run = await FindAsync(context, parse.GetValue(id)!, cancellationToken);
            var changed = parse.GetValue(spec) is { } path ? SpecLoader.Load(path) : null;
            if (parse.GetValue(input) is { } file)
            {
                changed ??= await context.Catalog.Runs.GetSpecAsync(run, cancellationToken) ?? throw new UserException($"There is no spec of run {run}.");
                changed = changed with { Source = changed.Source with { Path = Path.GetFullPath(file) } };
            }

            RetryWith? with = changed is not null || parse.GetValue(skip) || parse.GetValue(reason) is not null
                ? new RetryWith(changed, parse.GetValue(skip), Asker.Name, parse.GetValue(reason))
                : null;
            await using var session = await context.OpenSessionAsync([run.Project], cancellationToken);
            await new RunClient(session, context.Catalog, context.Time).RetryAsync(run, with, cancellationToken);
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
