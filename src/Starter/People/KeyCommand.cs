using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Decisions;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.People;

/// <summary><c>key</c>: what a person signs decisions with.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Make and show the key that a person signs decisions with.") { New(), Show() };

    private static Command New()
    {
        var name = new Option<string>("--name") { Description = "Whose key it is.", HelpName = "name", DefaultValueFactory = _ => Environment.UserName }.HasWords();
        var output = new Option<string?>("--out") { Description = "The file to make; in the person's own folder of settings when it is left out.", HelpName = "file" }.IsPath();
        var command = new Command("new", "Make a key pair, its private part encrypted by a passphrase.") { name, output };
        command.SetBody(CatalogAccess.ReadOnly, (context, parse, _) =>
        {
            var file = Path.GetFullPath(parse.GetValue(output) ?? KeyFile.PathOf(Path.GetFileName(parse.GetValue(name)!)));
            return Tell(context, file, KeyFile.Make(file));
        });
        return command;
    }

    private static Command Show()
    {
        var key = KeyFile.Option();
        var command = new Command("show", "Print the public part of a key, for admins to name, and its id.") { key };
        command.SetBody(CatalogAccess.ReadOnly, (context, parse, _) =>
        {
            var file = Path.GetFullPath(parse.GetValue(key) ?? KeyFile.PathOf(Environment.UserName));
            using var opened = KeyFile.Open(file);
            return Tell(context, file, PersonKey.PublicOf(opened));
        });
        return command;
    }

    private static Task<int> Tell(CommandContext context, string file, string publicKey)
    {
        var shown = new KeyShown(file, PersonKey.IdOf(publicKey)!, publicKey);
        context.Report.Document(shown, terminal =>
        {
            terminal.WriteLine($"key {shown.Id}: {shown.File}");
            terminal.WriteLine(shown.PublicKey);
        });
        return Task.FromResult(ExitCode.Ok);
    }
}
