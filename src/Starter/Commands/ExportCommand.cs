using System.CommandLine;
using Mdlc.Activities.Registry;
using Mdlc.Catalog.Bundles;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Comparing;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>export MODEL[@VERSION] -o FILE</c>: a version with all that it was trained from, as one file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("model") { Description = "The model, such as income, income@3 or income@challenger; the champion unless told otherwise." }.CompletesModels();
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; MODEL-VERSION.mdlc unless told otherwise.", HelpName = "path" }.IsPath();
        var command = new Command("export", "Write a model version with its data, spec, seeds and package as one file: see also mdlc import.") { name, output };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var asked = parse.GetValue(name)!;
            var subject = await Subjects.FindAsync(context, asked.Contains('@', StringComparison.Ordinal) ? asked : $"{asked}@champion", cancellationToken);
            var package = subject.Package ?? throw new UserException($"Found '{asked}', expected a model or a version of one, such as income@3.", ExitCode.Usage);
            var file = Path.GetFullPath(parse.GetValue(output) ?? $"{package.Model}-{package.Version}.mdlc");
            var (manifest, hash) = await new BundleWriter(context.Home, context.Catalog, SoftwareVersion.Mdlc).WriteAsync(package, file, cancellationToken);
            var written = new BundleWritten(file, new FileInfo(file).Length, hash, manifest.ModelDigest, manifest.Members.Count);
            context.Report.Document(written, terminal => terminal.WriteLine(
                $"{package.Project}/{package.Model}@{package.Version}, {written.Members} members, {written.Bytes / 1048576.0:0.#} MiB: {file}\ncontent hash  {hash}\nmodel digest  {manifest.ModelDigest}\nThe same model elsewhere: mdlc import {Path.GetFileName(file)} --hash {hash}"));
            return ExitCode.Ok;
        });
        return command;
    }
}
