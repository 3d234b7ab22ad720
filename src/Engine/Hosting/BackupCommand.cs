using System.CommandLine;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server backup</c>: a copy of a database that a running engine may be writing.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--db-filename", "-f") { Description = "The database; a running engine may be writing it.", HelpName = "file", Required = true }.NeedsSomething();
        var to = new Option<string>("--to") { Description = "The copy, which must not be there yet.", HelpName = "file", Required = true }.NeedsSomething();
        var command = new Command("backup", "Copy a database.") { from, to };
        command.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(Run(parse.GetValue(from)!, parse.GetValue(to)!)));
        return command;
    }

    /// <returns>What was done, for the user.</returns>
    private static string Run(string from, string to)
    {
        DatabaseBackup.Copy(from, to);
        return $"Copied {from} to {to} ({new FileInfo(to).Length} bytes). To restore it, start an engine with --db-filename {to}.";
    }
}
