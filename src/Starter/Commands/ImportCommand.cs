using System.CommandLine;
using Mdlc.Activities.Registry;
using Mdlc.Catalog.Bundles;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;

namespace Mdlc.Starter.Commands;

/// <summary><c>import FILE</c>: checks a bundle, takes its data in, and trains the model anew from them.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("bundle") { Description = "A file that mdlc export wrote." }.IsPath();
        var hash = new Option<string?>("--hash") { Description = "The content hash that mdlc export said: a bundle with another is refused, whatever it says of itself.", HelpName = "sha256" };
        var replace = new Option<bool>("--replace") { Description = "Abort a suspended run of this model first." };
        var command = new Command("import", "Check a bundle of mdlc export, train its model anew from the data in it, and say whether that is the same model.") { file, hash, replace };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var imported = await new BundleReader(context.Home, context.Catalog).ReadAsync(Path.GetFullPath(parse.GetValue(file)!), parse.GetValue(hash)?.ToLowerInvariant(), cancellationToken);
            var manifest = imported.Manifest;
            if (parse.GetValue(hash) is null)
            {
                Report.Warn($"Without --hash the bundle is held against what it says itself: content hash {imported.ContentHash}.");
            }

            if (manifest.Software != SoftwareVersion.Mdlc)
            {
                Report.Warn($"The bundle was written by mdlc {manifest.Software}, and this is {SoftwareVersion.Mdlc}: the model may be another one.");
            }

            await using var session = await context.OpenSessionAsync([imported.Spec.Project], cancellationToken);
            var runs = new RunClient(session, context.Catalog, context.Time);
            await runs.ClearSuspendedAsync(imported.Spec, parse.GetValue(replace), cancellationToken);
            var run = await runs.RequestAsync(imported.Spec, RunTrigger.Manual, Guid.NewGuid().ToString("n"), new TakeOver(imported.Kept, StageName.Train), cancellationToken);
            var exit = await RunCommand.FollowAsync(context, session, run, cancellationToken);
            var digest = (await context.Catalog.Runs.GetAsync(run, cancellationToken))?.ModelDigest;
            if (digest is null)
            {
                return exit;
            }

            if (digest != manifest.ModelDigest)
            {
                Report.Warn($"Run {run} made another model: {digest}, and the bundle has {manifest.ModelDigest}. Another version of mdlc or another kind of processor does that; the run's model stands as it is.");
                return ExitCode.Failed;
            }

            if (!context.Report.Json)
            {
                Report.Warn($"The same model as {manifest.Project}/{manifest.Model}@{manifest.Version} of the bundle: {digest}");
            }

            return exit;
        });
        return command;
    }
}
