using System.Globalization;
using Mdlc.Activities.Evaluation;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Comparing;

/// <summary>Finds what a person names: a run (<c>model/3</c>), a version (<c>model@3</c>) or an alias (<c>model@champion</c>).</summary>
internal static class Subjects
{
    /// <exception cref="UserException">There is no such thing.</exception>
    public static async Task<Subject> FindAsync(CommandContext context, string name, CancellationToken cancellationToken)
    {
        if (name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            return await OfVersionAsync(context, name[..at], name[(at + 1)..], cancellationToken);
        }

        if (!RunKey.TryParse(name, out var run))
        {
            throw new UserException($"Found '{name}', expected a run, such as demo/income/3, or a version, such as income@3 or income@champion.", ExitCode.Usage);
        }

        return await context.Catalog.Runs.GetAsync(run, cancellationToken) is { } report
            ? await OfRunAsync(context, run, report, await context.Catalog.Models.FindByRunAsync(run.ToString(), cancellationToken), cancellationToken)
            : throw new UserException($"There is no run {run} in {context.Home.Root}. See: mdlc runs");
    }

    private static async Task<Subject> OfVersionAsync(CommandContext context, string name, string wanted, CancellationToken cancellationToken)
    {
        var (project, model) = await ModelName.ResolveAsync(context, name, cancellationToken);
        int? version = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (await context.Catalog.Models.AliasesAsync(project, model, cancellationToken)).Find(wanted);
        var package = version is null ? null : await context.Catalog.Models.GetAsync(project, model, version.Value, cancellationToken);
        return package is not null && RunKey.TryParse(package.Run, out var run)
            ? await OfRunAsync(context, run, await context.Catalog.Runs.GetAsync(run, cancellationToken), package, cancellationToken)
            : throw new UserException($"{project}/{model} has no version '{wanted}', and no alias of that name stands on one. The versions: mdlc model show {project}/{model}");
    }

    private static async Task<Subject> OfRunAsync(
        CommandContext context, RunKey run, RunReport? report, ModelPackage? package, CancellationToken cancellationToken)
    {
        if (package is not null)
        {
            var opened = new PackageStore(context.Home, context.Catalog).Open(package);
            return new Subject(VersionComparison.NameOf(package), report, opened.ReadSpec(), package, opened.Read<EvaluationDocument>(PackageFile.Metrics));
        }

        var spec = await context.Catalog.Runs.GetSpecAsync(run, cancellationToken)
            ?? throw FaultException.InEnvironment($"The catalog does not have the spec of run {run}; it cannot be compared.");
        var evaluation = Path.Combine(context.Home.RunFolder(run.Project, run.Model, run.Number), "evaluation.json");
        return new Subject(
            run.ToString(), report, spec, null, File.Exists(evaluation) ? MdlcJson.Deserialize<EvaluationDocument>(await File.ReadAllTextAsync(evaluation, cancellationToken)) : null);
    }
}
