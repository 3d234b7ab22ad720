using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Usage;

namespace Mdlc.Starter.Commands;

/// <summary><c>completion SHELL</c>: the script by which a shell completes lines of mdlc.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shells = string.Join("|", ShellScripts.ByShell.Keys);
        var shell = new Argument<string>("shell")
        {
            Description = "The shell that is to complete.",
            HelpName = shells,
            CustomParser = result =>
            {
                var text = result.Tokens is [var token] ? token.Value : "";
                if (!ShellScripts.ByShell.ContainsKey(text))
                {
                    result.AddError($"Found <{shells}> '{text}', expected one of {string.Join(", ", ShellScripts.ByShell.Keys)}.");
                }

                return text;
            },
        }.CompletesWords(ShellScripts.ByShell.Keys);
        var command = new Command("completion", "Print the script by which a shell completes commands, options, models and runs: source <(mdlc completion bash).") { shell };
        command.SetBody(CatalogAccess.ReadOnly, (context, parse, _) =>
        {
            var script = ShellScripts.ByShell[parse.GetValue(shell)!];
            if (context.Report.Json)
            {
                context.Report.Document(new { shell = parse.GetValue(shell), script }, _ => { });
            }
            else
            {
                context.Report.Text(script);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
