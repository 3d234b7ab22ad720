using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server backup</c>: a copy of a database that a running engine may be writing.</summary>
internal sealed class BackupCommand
{
    public const string Usage = "usage: server backup --db-filename FILE --to FILE";

    private BackupCommand(string from, string to) => (From, To) = (from, to);

    public string From { get; }

    public string To { get; }

    /// <exception cref="ArgumentException">The command line is not understood.</exception>
    public static BackupCommand Parse(IReadOnlyList<string> args)
    {
        string? from = null, to = null;
        foreach (var (flag, value) in Flags.Read(args.Skip(2), new HashSet<string>(), Usage))
        {
            switch (flag)
            {
                case "--db-filename" or "-f":
                    from = value;
                    break;
                case "--to":
                    to = value;
                    break;
                default:
                    throw new ArgumentException($"unknown flag {flag}. {Usage}");
            }
        }

        return from is not null && to is not null ? new(from, to) : throw new ArgumentException($"--db-filename and --to are needed. {Usage}");
    }

    /// <returns>What was done, for the user.</returns>
    public string Run()
    {
        DatabaseBackup.Copy(From, To);
        return $"Copied {From} to {To} ({new FileInfo(To).Length} bytes). To restore it, start an engine with --db-filename {To}.";
    }
}
