using System.CommandLine;
using System.CommandLine.Help;
using Mdlc.Starter.Commands;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.People;
using Mdlc.Starter.Usage;

namespace Mdlc.Starter;

/// <summary>Everything that can be typed after <c>mdlc</c>.</summary>
internal static class CommandTree
{
    /// <summary>A value that begins with @ is that value, as in <c>--cron @daily</c>, and not the name of a file of arguments.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create()
    {
        var root = new RootCommand("mdlc: the model development life cycle as durable workflows.")
        {
            Cli.Json,
            Cli.Verbose,
            Cli.HomePath,
            DemoCommand.Create(),
            InitCommand.Create(),
            RunCommand.Create(),
            ApplyCommand.Create(),
            TuneCommand.Create(),
            StudyCommand.Create(),
            RunsCommand.Create(),
            ModelsCommand.Create(),
            ModelCommand.Create(),
            CompareCommand.Create(),
            ChampionCommand.CreatePromote(),
            ChampionCommand.CreateRollback(),
            PauseCommand.CreatePause(),
            PauseCommand.CreateResume(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            KeyCommand.Create(),
            PeopleCommand.Create(),
            DecisionCommand.Create(),
            PredictCommand.Create(),
            MonitorCommand.Create(),
            DevCommand.Create(),
            WorkerCommand.Create(),
            ServeCommand.Create(),
            WebhookCommand.Create(),
            ScheduleCommand.Create(),
            DoctorCommand.Create(),
            SetupServerCommand.Create(),
            SchemaCommand.Create(),
            CompletionCommand.Create(),
        };

        // The library's own also takes /h and /?, which may be paths.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpPage() });
        return root;
    }

    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> args) => root.Parse(args, Parsing);

    /// <param name="stop">Cancelled by the first signal.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Invocation invocation, CancellationToken stop)
    {
        var (output, error) = (invocation.Output, invocation.Error);
        if (Suggestions.AreAskedFor(args))
        {
            return await Suggestions.WriteAsync(Create(), args, output, stop);
        }

        var parse = Parse(Create(), args);
        var json = ListingOptions.IsJson(args);
        if (Misuse.IsBare(parse) && !json)
        {
            HelpPage.Write(parse.CommandResult.Command, output, ReferenceEquals(output, Console.Out) ? TerminalWidth.OfProcess() : null);
            return ExitCode.Ok;
        }

        if (Misuse.Of(parse) is { } misuse)
        {
            new Report(json, output, error, width: null).Error(misuse);
            return ExitCode.Usage;
        }

        return await parse.InvokeAsync(invocation, stop);
    }
}
