using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Spectre.Console;
using Temporalio.Client;

namespace Mdlc.Starter.Rollouts;

/// <summary><c>worker status</c> and <c>worker rollout</c>: which build of the workers does what.</summary>
internal static class RolloutCommand
{
    public static Command CreateStatus()
    {
        var projects = Projects();
        var command = new Command("status", "Show the builds of workers, and what is under way on each.") { projects };
        command.SetListing(async (context, parse, cancellationToken) =>
        {
            var rows = new List<BuildRow>();
            var (client, named) = (await ClientAsync(context), await ProjectsAsync(context, parse.GetValue(projects), cancellationToken));
            foreach (var project in named)
            {
                rows.AddRange(await new WorkerBuilds(client, project).ListAsync(cancellationToken));
            }

            return new Screen(() => ListingView.ToRows(rows), (terminal, wide) => Draw(terminal, rows, wide));
        });
        return command;
    }

    public static Command CreateRollout()
    {
        var build = new Argument<string?>("build") { Description = "The build that begins what is to begin from now on.", Arity = ArgumentArity.ZeroOrOne };
        var percent = new Option<int?>("--percent") { Description = "Only this share of it, 0 to 100; the rest stays with the current build.", HelpName = "n" };
        var none = new Option<bool>("--none") { Description = "Give it to workers without a build again." };
        var projects = Projects();
        var command = new Command("rollout", "Let a build of the workers begin what is to begin.") { build, percent, none, projects };
        command.Validators.Add(result =>
        {
            if (result.GetResult(build)?.Tokens is [var token] && !WorkerBuild.IsValid(token.Value))
            {
                result.AddError($"Found build '{token.Value}', expected {WorkerBuild.Form}.");
            }
            else if ((result.GetResult(build)?.Tokens.Count ?? 0) == (result.GetValue(none) ? 1 : 0))
            {
                result.AddError("Expected a build, or --none, and not both.");
            }
            else if (result.GetResult(percent) is { Tokens: [var share] } && !(int.TryParse(share.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= 100))
            {
                result.AddError($"Found --percent '{share.Value}', expected a whole number from 0 to 100.");
            }
        });
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var (id, share) = (parse.GetValue(build), parse.GetValue(percent));
            var (client, named) = (await ClientAsync(context), await ProjectsAsync(context, parse.GetValue(projects), cancellationToken));
            if (id is not null)
            {
                // All or none: a project that lacks the build is told before another is changed.
                foreach (var project in named)
                {
                    await new WorkerBuilds(client, project).RequireAsync(id, cancellationToken);
                }
            }

            var done = new List<RolledOut>();
            foreach (var project in named)
            {
                done.Add(await new WorkerBuilds(client, project).RollOutAsync(id, share, cancellationToken));
            }

            context.Report.Document(done, terminal => done.ForEach(one => Tell(terminal, one)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string[]> Projects() =>
        new Option<string[]>("--project") { Description = "Of these projects alone; without it, of all that the catalog knows.", AllowMultipleArgumentsPerToken = true }.IsName().CompletesProjects();

    private static async Task<TemporalClient> ClientAsync(CommandContext context) =>
        await EngineSession.TryAttachAsync(context.Home, () => context.Loggers)
        ?? throw new UserException("No server answers, so no worker polls one. Start a worker of the build: mdlc worker --build-id BUILD");

    private static async Task<IReadOnlyList<string>> ProjectsAsync(CommandContext context, string[]? named, CancellationToken cancellationToken)
    {
        var projects = named is { Length: > 0 } ? [.. named.Distinct(StringComparer.Ordinal)] : await context.Catalog.Runs.ProjectsAsync(cancellationToken);
        return projects.Count > 0 ? projects : throw new UserException("This home has no project yet. Name one: --project NAME");
    }

    private static void Tell(IAnsiConsole terminal, RolledOut done)
    {
        var was = done.Was == done.Now ? "" : $" (before: {Named(done.Was)})";
        terminal.WriteLine(done.Ramping is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{done.Project}: build {done.Ramping} begins {done.Percent:0.#} % of what begins, {Named(done.Now)} the rest{was}.")
            : $"{done.Project}: {Named(done.Now)} begins what begins from now on{was}.");
        if (done.GoOver > 0)
        {
            terminal.WriteLine($"{Counted(done.GoOver, "lifecycle")} of workers without a build {(done.GoOver == 1 ? "goes" : "go")} over to it.");
        }

        foreach (var row in done.Open)
        {
            terminal.WriteLine($"{Counted(row.Open, "workflow")} under way with {Named(row.Build)} {(row.Open == 1 ? "ends" : "end")} there: keep it running until mdlc worker status shows none.{(row.Workers == 0 ? " NO WORKER OF IT POLLS." : "")}");
        }
    }

    private static string Named(string? build) => build is null ? "workers without a build" : $"build {build}";

    private static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<BuildRow> rows, bool wide) => Listing.Draw(
        terminal,
        rows,
        [
            new("project", row => row.Project),
            new("build", row => row.Build ?? "(none)"),
            new("state", row => row.State?.ToString().ToLowerInvariant() ?? ""),
            new("begins", row => row.Percent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share:0.#} %") : "") { IsNumber = true },
            new("workers", row => row.Workers.ToString(CultureInfo.InvariantCulture)) { IsNumber = true },
            new("open", row => row.Open.ToString(CultureInfo.InvariantCulture)) { IsNumber = true },
            new("since", row => row.Since is { } since ? Moment.Text(since) : "") { Rank = 1 },
        ],
        wide);
}
