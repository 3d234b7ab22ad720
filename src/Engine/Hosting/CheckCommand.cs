using System.CommandLine;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server check</c>: whether a database is what was written to it, every row of it.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Option<string>("--db-filename", "-f") { Description = "The database, which no engine has open.", HelpName = "file", Required = true }.NeedsSomething();
        var command = new Command("check", "Read every row of a database, and say whether it is what was written.") { file };
        command.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(Run(parse.GetValue(file)!)));
        return command;
    }

    /// <returns>That all is well, for the user.</returns>
    /// <exception cref="InvalidDataException">Something is not what was written.</exception>
    internal static string Run(string file) => DatabaseCheck.Faults(file) is { Count: > 0 } faults
        ? throw DamagedDatabase.Refusal(file, string.Join("; ", faults))
        : $"{file} is whole.";
}
