using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.People;

/// <summary><c>people</c>: whose signatures count in this home.</summary>
internal static class PeopleCommand
{
    public static Command Create() => new("people", "Say whose signatures count, and in which role.") { Trust(), Add(), Revoke(), List() };

    private static Command Trust()
    {
        var (name, publicKey) = (Name(), PublicKey());
        var command = new Command("trust", "Name an admin in this home's trust anchor. From the first on, champions move by signed decisions alone.") { name, publicKey };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            await new TrustStore(context.Home).TrustAsync(parse.GetValue(name)!, parse.GetValue(publicKey)!, cancellationToken);
            return await TellAsync(context, cancellationToken);
        });
        return command;
    }

    private static Command Add()
    {
        var (name, publicKey, project, key) = (Name(), PublicKey(), Project(), KeyFile.Option());
        var role = Values.Named<PersonRole>("--role", "What the person may do; viewer unless told otherwise.", "role");
        var command = new Command("add", "Give a person's key a role in a project, signed by an admin.") { name, publicKey, project, role, key };
        command.SetBody(CatalogAccess.ReadWrite, (context, parse, cancellationToken) => SayAsync(
            context, parse.GetValue(name)!, parse.GetValue(publicKey)!, parse.GetValue(project)!, parse.GetValue(role) ?? PersonRole.Viewer, parse.GetValue(key), cancellationToken));
        return command;
    }

    private static Command Revoke()
    {
        var (name, project, key) = (Name(), Project(), KeyFile.Option());
        var command = new Command("revoke", "Take a person's key out of a project for ever, signed by an admin.") { name, project, key };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var (who, where) = (parse.GetValue(name)!, parse.GetValue(project)!);
            var keys = (await new TrustStore(context.Home).ReadAsync(cancellationToken)).People
                .Where(person => person.Name == who && person.Project == where && person.Role is not null).ToList();
            if (keys.Count == 0)
            {
                throw new UserException($"Nobody named {who} has a role in {where}. Who has: mdlc people list");
            }

            foreach (var person in keys)
            {
                await SayAsync(context, who, person.PublicKey, where, role: null, parse.GetValue(key), cancellationToken);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show whose signatures count.");
        command.SetBody(CatalogAccess.ReadOnly, (context, _, cancellationToken) => TellAsync(context, cancellationToken));
        return command;
    }

    private static async Task<int> SayAsync(
        CommandContext context, string name, string publicKey, string project, PersonRole? role, string? keyFile, CancellationToken cancellationToken)
    {
        var trust = new TrustStore(context.Home);
        using var key = KeyFile.Open(keyFile ?? KeyFile.PathOf(Environment.UserName));
        var before = await trust.PeopleAsync(cancellationToken);
        var said = new PeopleStatement
        {
            Project = project,
            Person = name,
            PublicKey = publicKey,
            Role = role,
            Time = context.Time.GetUtcNow(),
            Previous = before.Count == 0 ? null : Keyring.DigestOf(before[^1]),
            Signer = PersonKey.IdOf(PersonKey.PublicOf(key))!,
        };
        await trust.AddAsync(new SignedPeople(said, PersonKey.Sign(said, key)), cancellationToken);
        return await TellAsync(context, cancellationToken);
    }

    private static async Task<int> TellAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var keyring = await new TrustStore(context.Home).ReadAsync(cancellationToken);
        context.Report.Document(new PeopleShown(keyring.IsConfigured, keyring.People), terminal =>
        {
            if (!keyring.IsConfigured)
            {
                terminal.WriteLine("unsigned: no keys are configured, and whoever reaches this home is its one admin");
            }

            foreach (var person in keyring.People)
            {
                terminal.WriteLine(Printable.Of(
                    $"{person.Name}: {person.Role?.ToString().ToLowerInvariant() ?? "revoked"} of {person.Project ?? "every project"}, key {person.Key}"));
            }
        });
        return ExitCode.Ok;
    }

    private static Argument<string> Name() => new Argument<string>("name") { Description = "The person's name, for records." }.HasWords();

    private static Argument<string> PublicKey() => new Argument<string>("public-key") { Description = "The public part of the person's key, as key show prints it." }.HasWords();

    private static Option<string> Project() =>
        new Option<string>("--project") { Description = "Where it holds; project default unless told otherwise.", HelpName = "project", DefaultValueFactory = _ => "default" }.HasWords();
}
