using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>schema</c>: the JSON schema of model.yaml, for editors and validators.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write it there instead; an older one is renewed." }.IsPath();
        var command = new Command("schema", "Print the JSON schema of model.yaml.") { output };
        command.SetBody(CatalogAccess.ReadOnly, (context, parse, _) =>
        {
            if (parse.GetValue(output) is not { } file)
            {
                context.Report.Text(PublishedSchema.Text);
                return Task.FromResult(ExitCode.Ok);
            }

            var target = Path.GetFullPath(file);
            if (!PublishedSchema.MayStandAt(target))
            {
                throw new UserException($"{target} is there already, and is no schema of mdlc. Name another with --output.");
            }

            PublishedSchema.Write(target);
            context.Report.Document(new SchemaWritten(target), terminal => terminal.WriteLine($"wrote {target}"));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
