using System.CommandLine;
using System.Text.Json;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.People;

/// <summary><c>decision</c>: signed decisions as files, checked without any server.</summary>
internal static class DecisionCommand
{
    public static Command Create() => new("decision", "Check and take out signed decisions.") { Verify(), Export() };

    private static Command Verify()
    {
        var file = new Argument<string>("file") { Description = "A signed decision." }.IsPath();
        var command = new Command("verify", "Check a signed decision by this home's keys, as of the time that it was signed.") { file };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var signed = Read(parse.GetValue(file)!);
            var trust = new TrustStore(context.Home);
            var keyring = await trust.ReadAsOfAsync(signed.Statement.Time, cancellationToken);
            if (!keyring.IsConfigured)
            {
                throw new UserException($"No keys are configured in {context.Home.Root}, so no signature can be told. The admins' keys: mdlc people trust");
            }

            var outcome = DecisionChecks.Verify(signed, keyring, signed.Statement.Time);
            if (outcome.Counts && (await trust.ReadAsync(cancellationToken)).Find(signed.Statement.Signer, signed.Statement.Project) is { Role: null } revoked)
            {
                // The time is the signer's own word.
                outcome = outcome with { Sentence = $"{outcome.Sentence}, which was revoked later, at {revoked.Since:u}: whoever had the key then could have dated this before. What moved a champion: mdlc decision export" };
            }

            context.Report.Document(
                new DecisionShown(outcome.Counts, outcome.Refusal, outcome.Sentence, signed.Statement),
                terminal =>
                {
                    var said = signed.Statement;
                    terminal.WriteLine(Printable.Of($"{said.Decision.ToString().ToLowerInvariant()} of {said.Project}/{said.Model}, version {said.Version}, at {said.Time:u}: {said.Reason}"));
                    terminal.WriteLine(Printable.Of(outcome.Counts ? outcome.Sentence : $"{outcome.Refusal}: {outcome.Sentence}"));
                });
            return outcome.Counts ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static Command Export()
    {
        var name = ModelName.Argument();
        var output = new Option<string>("--out") { Description = "The folder to write to, a file for each decision.", HelpName = "folder", Required = true }.IsPath();
        var command = new Command("export", "Write the signed decisions that moved a model's champion.") { name, output };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var folder = Directory.CreateDirectory(parse.GetValue(output)!).FullName;
            var store = new DecisionStore(context.Home);
            var (written, unsigned) = (new List<string>(), 0);
            var moves = (await context.Catalog.Models.HistoryAsync(project, model, cancellationToken)).Where(change => change.Alias == AliasName.Champion);
            foreach (var change in moves)
            {
                if (change.Key?.Split('/') is not [.., { } nonce] || await store.FindAsync(project, model, nonce, cancellationToken) is not { } signed)
                {
                    unsigned++;
                    continue;
                }

                written.Add(Path.Combine(folder, $"{change.At.UtcDateTime:yyyyMMdd'T'HHmmss}-{written.Count + 1}.json"));
                await File.WriteAllTextAsync(written[^1], MdlcJson.SerializePretty(signed), cancellationToken);
            }

            context.Report.Document(new DecisionsWritten(written, unsigned), terminal =>
                terminal.WriteLine($"{written.Count} signed decisions of {project}/{model} written to {folder}; {unsigned} moves of its champion have none"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static SignedDecision Read(string file)
    {
        try
        {
            var signed = MdlcJson.Deserialize<SignedDecision>(SmallFile.ReadText(file));
            return signed.Statement is null ? throw new JsonException("Found no statement.") : signed;
        }
        catch (JsonException bad)
        {
            throw new UserException($"{file} is no signed decision: {bad.Message} Expected one as `mdlc decision export` writes it.", inner: bad);
        }
    }
}
