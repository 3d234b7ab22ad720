using Mdlc.Contracts.Runs;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Runs;

/// <summary>The runs of a project or of a model. A name that is nobody's is said to be so, for an empty list would look like one that has no runs.</summary>
internal static class RunFilter
{
    /// <param name="project">Null: of all.</param>
    /// <param name="model">project/model, or the model alone; null: of all.</param>
    /// <exception cref="UserException">The home has no run of that name.</exception>
    public static async Task<IReadOnlyList<RunReport>> ApplyAsync(CommandContext context, string? project, string? model, CancellationToken cancellationToken)
    {
        var all = await context.Catalog.Runs.ListAsync(cancellationToken: cancellationToken);
        var ofProject = project is null ? all : Require(all, r => ProjectOf(r) == project, $"project '{project}'", ProjectOf, context);
        return model is null
            ? ofProject
            : Require(
                ofProject,
                r => model == r.Model || model == $"{ProjectOf(r)}/{r.Model}",
                $"model '{model}'{(project is null ? "" : $" in project {project}")}",
                r => $"{ProjectOf(r)}/{r.Model}",
                context);
    }

    private static List<RunReport> Require(
        IReadOnlyList<RunReport> all, Func<RunReport, bool> isMeant, string wanted, Func<RunReport, string> nameOf, CommandContext context)
    {
        var meant = all.Where(isMeant).ToList();
        if (meant.Count > 0)
        {
            return meant;
        }

        var known = all.Select(nameOf).Distinct().Order(StringComparer.Ordinal).ToList();
        throw new UserException(known.Count == 0
            ? $"There is no {wanted}: {context.Home.Root} has no runs yet. Start one: mdlc run model.yaml"
            : $"There is no {wanted}. There are: {string.Join(", ", known)}");
    }

    private static string ProjectOf(RunReport report) => RunKey.TryParse(report.Run, out var run) ? run.Project : "";
}
