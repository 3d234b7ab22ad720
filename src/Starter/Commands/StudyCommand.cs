using System.CommandLine;
using System.Linq.Expressions;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Mdlc.Starter.Studies;
using Mdlc.Workflows.Studies;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>study</c>: what is asked of a run's search, and done to it, while it is under way.</summary>
internal static class StudyCommand
{
    public static Command Create() => new("study", "Look at a run's search, and steer it.")
    {
        Show(),
        Order("pause", "Begin no further trial until it is resumed; those under way go on.", (_, _) => s => s.PauseAsync()),
        Order("resume", "Go on with a paused study.", (_, _) => s => s.ResumeAsync()),
        Stop(),
        Extend(),
        Parallel(),
    };

    private static Command Show()
    {
        var id = RunCommand.RunArgument();
        var command = new Command("show", "Show the trials of a search, and what is left of its budget.") { id };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var run = await RunCommand.FindAsync(context, parse.GetValue(id)!, cancellationToken);
            if ((await context.Catalog.Runs.GetAsync(run, cancellationToken))?.Leaderboard is { } recorded)
            {
                Tell(context, recorded);
                return ExitCode.Ok;
            }

            return await WithStudyAsync(context, run, study => study.ShowAsync(cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Command Stop()
    {
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", DefaultValueFactory = _ => "asked for by a person" };
        return Order(
            "stop", "End the search with the best so far; trials under way end after the iteration that they are at.",
            (parse, _) => WithReason(parse.GetValue(reason)!), reason);

        static Expression<Func<ModelStudy, Task<StudyStatus>>> WithReason(string text)
        {
            var told = $"it was stopped: {text}";
            return s => s.StopAsync(told);
        }
    }

    private static Command Extend()
    {
        var trials = Values.Count("--trials", "So many more trials.", TuneSpec.MostTrials);
        var iterations = Values.Count("--iterations", "So many more boosting iterations.", 1_000_000_000);
        var budget = Values.Duration("--budget", "So much more time, such as 5m.");
        return Order(
            "extend", "Give the search more of what its budget is in.",
            (parse, _) =>
            {
                var more = new StudyBudget(parse.GetValue(trials), parse.GetValue(iterations), parse.GetValue(budget)?.TotalSeconds);
                return s => s.ExtendAsync(more);
            },
            trials, iterations, budget);
    }

    private static Command Parallel()
    {
        var number = Values.CountArgument("number", "Trials at once from now on.", TuneSpec.MostParallel);
        var command = Order(
            "parallel", "Change how many trials are under way at once.",
            (parse, _) =>
            {
                var parallel = parse.GetValue(number);
                return s => s.SetParallelAsync(parallel);
            });
        command.Add(number);
        return command;
    }

    private static Command Order(
        string name, string description, Func<ParseResult, RunKey, Expression<Func<ModelStudy, Task<StudyStatus>>>> order, params Option[] options)
    {
        var id = RunCommand.RunArgument();
        var command = new Command(name, description) { id };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var run = await RunCommand.FindAsync(context, parse.GetValue(id)!, cancellationToken);
            return await WithStudyAsync(context, run, study => study.TellAsync(order(parse, run), cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> WithStudyAsync(
        CommandContext context, RunKey run, Func<StudyClient, Task<Leaderboard>> ask, CancellationToken cancellationToken)
    {
        await using var session = await context.OpenSessionAsync([run.Project], cancellationToken);
        Tell(context, await ask(new StudyClient(session, context.Catalog, context.Time, run)));
        return ExitCode.Ok;
    }

    private static void Tell(CommandContext context, Leaderboard board) => context.Report.Document(board, terminal =>
    {
        terminal.WriteLine(TuningWords.Of(board, 1));
        terminal.Write(StudyView.Of(board));
    });
}
