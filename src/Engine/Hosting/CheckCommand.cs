using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server check</c>: whether a database is what was written to it, every row of it.</summary>
internal sealed class CheckCommand
{
    public const string Usage = "usage: server check --db-filename FILE";

    private CheckCommand(string file) => File = file;

    public string File { get; }

    /// <exception cref="ArgumentException">The command line is not understood.</exception>
    public static CheckCommand Parse(IReadOnlyList<string> args)
    {
        string? file = null;
        foreach (var (flag, value) in Flags.Read(args.Skip(2), new HashSet<string>(), Usage))
        {
            file = flag is "--db-filename" or "-f" ? value : throw new ArgumentException($"unknown flag {flag}. {Usage}");
        }

        return file is not null ? new(file) : throw new ArgumentException($"--db-filename is needed. {Usage}");
    }

    /// <returns>That all is well, for the user.</returns>
    /// <exception cref="InvalidDataException">Something is not what was written.</exception>
    public string Run() => DatabaseCheck.Faults(File) is { Count: > 0 } faults
        ? throw DamagedDatabase.Refusal(File, string.Join("; ", faults))
        : $"{File} is whole.";
}
