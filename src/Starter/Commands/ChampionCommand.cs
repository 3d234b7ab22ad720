using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Champions;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.People;
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Champions;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>promote NAME VERSION</c> and <c>rollback NAME</c>: the champion moves because a person wants it.</summary>
internal static class ChampionCommand
{
    public static Command CreatePromote()
    {
        var (name, reason, key) = (ModelName.Argument(), ReasonOption(), KeyFile.Option());
        var version = Values.VersionArgument("The version that shall be champion, whatever the gate said of it.");
        var command = new Command("promote", "Make a version the champion.") { name, version, reason, key };
        command.SetBody(CatalogAccess.ReadWrite, (context, parse, cancellationToken) =>
            MoveAsync(context, parse.GetValue(name)!, MoveKind.Promote, parse.GetValue(version), parse.GetValue(reason)!, parse.GetValue(key), cancellationToken));
        return command;
    }

    public static Command CreateRollback()
    {
        var (name, reason, key) = (ModelName.Argument(), ReasonOption(), KeyFile.Option());
        var to = Values.Version("--to", "The version to go back to; the champion before the present one when it is left out.");
        var command = new Command("rollback", "Make an earlier champion the champion again.") { name, to, reason, key };
        command.SetBody(CatalogAccess.ReadWrite, (context, parse, cancellationToken) =>
            MoveAsync(context, parse.GetValue(name)!, MoveKind.Rollback, parse.GetValue(to), parse.GetValue(reason)!, parse.GetValue(key), cancellationToken));
        return command;
    }

    private static async Task<int> MoveAsync(
        CommandContext context, string name, MoveKind kind, int? version, string reason, string? key, CancellationToken cancellationToken)
    {
        var (project, model) = await ModelName.ResolveAsync(context, name, cancellationToken);
        var move = new ChampionMove { Id = Guid.NewGuid().ToString("n"), Kind = kind, Version = version, By = Asker.Name, Reason = reason.Trim() };
        move = await SigningDesk.SignAsync(context, project, model, move, key, cancellationToken);
        await using var session = await context.OpenSessionAsync([project], cancellationToken);
        try
        {
            var moved = await new ChampionClient(context, session).MoveAsync(project, model, move, cancellationToken);
            context.Report.Document(moved, terminal => Draw(terminal, moved, move));
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Report.Warn($"Left. The {move.Word} goes on{(session.IsEmbedded ? " with the next command that does this home's work" : "")}; whether it was made: mdlc model show {project}/{model}");
            throw;
        }
    }

    private static void Draw(IAnsiConsole terminal, ChampionMoved moved, ChampionMove move)
    {
        terminal.WriteLine($"{moved.Project}/{moved.Model}: version {moved.To} is champion{(moved.From is { } before ? $"; before it version {before}" : "")}");
        terminal.WriteLine(moved.Endpoint is { } endpoint ? $"{moved.Summary}: {endpoint}" : moved.Summary);
        terminal.WriteLine(move.Signed is { } signed ? $"signed with key {signed.Statement.Signer}" : "unsigned: no keys are configured");
    }

    private static Option<string> ReasonOption() => new Option<string>("--reason") { Description = "Why, for the model's record.", HelpName = "text", Required = true }.HasWords();
}
