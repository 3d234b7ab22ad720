using System.CommandLine;
using System.CommandLine.Help;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Hosting;

/// <summary>
/// Everything that can be typed after the engine's name: <c>server start-dev</c> with the flags of the <c>temporal</c> executable, what
/// looks after its database, and the command line of the SDKs' test server.
/// </summary>
internal static class EngineCommandLine
{
    private const string Program = "Mdlc.Engine";

    /// <summary>A value that begins with @ is that value, and not the name of a file of arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <exception cref="ArgumentException">The command line is not understood; the message says what was expected.</exception>
    public static Task RunAsync(IReadOnlyList<string> args, EngineInvocation invocation) => Parse(args).InvokeAsync(invocation);

    /// <inheritdoc cref="RunAsync"/>
    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        RootCommand root = TestServerCommand.IsMeant(args)
            ? TestServerCommand.Create()
            : new("A server that speaks Temporal's protocol. `PORT [--enable-time-skipping]` instead of a command is the command line of the SDKs' test server.")
            {
                new Command("server", "Run a server, or look after its database.") { StartDevCommand.Create(), BackupCommand.Create(), CheckCommand.Create() },
            };

        // The library's own also takes /h and /?, which may be paths.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h"));
        var parse = Show(root, args) ?? root.Parse(args, Parsing);
        return Misuse(parse) is { } misuse ? throw new ArgumentException($"{misuse} See: {PathOf(parse.CommandResult.Command)} --help") : parse;
    }

    /// <summary>A group of commands without a command has nothing to correct, and help to be shown.</summary>
    private static ParseResult? Show(RootCommand root, IReadOnlyList<string> args) => args is [] or ["server"] ? root.Parse([.. args, "--help"], Parsing) : null;

    private static string? Misuse(ParseResult parse)
    {
        if (parse.UnmatchedTokens is [var token, ..])
        {
            var command = parse.CommandResult.Command;
            return !token.StartsWith('-')
                ? command.Subcommands.Count > 0
                    ? $"found '{token}', expected {string.Join(" or ", command.Subcommands.Select(c => c.Name))}."
                    : $"found '{token}', expected a flag."
                : NearestKey.Of(token.Split('=')[0], command.Options.Select(o => o.Name)) is { } near
                    ? $"unknown flag {token}; perhaps {near} is meant."
                    : $"unknown flag {token}.";
        }

        return parse.Errors is [var error, ..] ? error.Message : null;
    }

    private static string PathOf(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Take(1).Select(PathOf).Append(command is RootCommand ? Program : command.Name));
}
