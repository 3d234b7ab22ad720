using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Demo;
using Mdlc.Starter.Execution;

namespace Mdlc.Starter.Commands;

/// <summary><c>demo</c>: the whole life cycle on data of its own.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Keep serving when the demo is over, until Ctrl-C." };
        var command = new Command("demo", "See the whole life cycle of a model, on data made here. Home: ./.mdlc-demo") { keep };
        command.SetAction((parse, cancellationToken) =>
        {
            // A demo has a home of its own unless one is named.
            var given = parse.GetResult(Cli.HomePath) is { Implicit: false };
            var home = given ? parse.GetValue(Cli.HomePath)! : Cli.HomeOr(".mdlc-demo");
            return Cli.ExecuteAsync(
                parse,
                home,
                CatalogAccess.ReadWrite,
                (context, _, token) => new DemoRunner(context).RunAsync(parse.GetValue(keep), token),
                cancellationToken,
                prepare: DemoRunner.ReplaceFinished);
        });
        return command;
    }
}
