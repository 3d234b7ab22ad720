using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Monitoring;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Monitoring;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>monitor NAME</c>: are the rows that come in still like those the champion was trained on?</summary>
internal static class MonitorCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The model: project/model, or model." };
        var file = new Option<string?>("--file") { Description = "The rows to compare; without it, the logged predictions." }.IsPath();
        var command = new Command("monitor", "Compare a file, or logged predictions, with what the champion was trained on.") { name, file };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var path = parse.GetValue(file) is { } given ? Path.GetFullPath(given) : null;
            if (path is not null && !File.Exists(path))
            {
                throw new UserException($"There is no file {path}.");
            }

            await using var session = await context.OpenSessionAsync([project], cancellationToken);
            var result = await new MonitorClient(context, session).CompareAsync(new MonitorInput(project, model, path, null, null), Guid.NewGuid().ToString("n"), cancellationToken);
            context.Report.Document(result, terminal => Draw(terminal, result));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, MonitorResult result)
    {
        terminal.WriteLine(result.Summary);
        terminal.WriteLine($"report  {result.Report}");
        if (result.Quarantine is not null)
        {
            terminal.WriteLine($"not read  {result.Quarantine}");
        }
    }
}
