using System.CommandLine;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Execution;

/// <summary>Finds the model that a person means.</summary>
internal static class ModelName
{
    public static Argument<string> Argument(string name = "name") => new Argument<string>(name) { Description = "The model: project/model, or model where no other project has it." }.CompletesModels();

    /// <summary>A model that has a version.</summary>
    /// <param name="name">project/model, or the model alone where one project only has it.</param>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    public static async Task<(string Project, string Model)> ResolveAsync(CommandContext context, string name, CancellationToken cancellationToken) =>
        Pick(context, name, (await context.Catalog.Models.ListAsync(cancellationToken: cancellationToken)).Select(p => (p.Project, p.Model)));

    /// <summary>A model that was run, whatever came of it, or that a spec was applied to.</summary>
    /// <inheritdoc cref="ResolveAsync"/>
    public static async Task<(string Project, string Model)> ResolveRunAsync(CommandContext context, string name, CancellationToken cancellationToken) =>
        Pick(
            context,
            name,
            (await context.Catalog.Runs.ListAsync(cancellationToken: cancellationToken)).Select(r => RunKey.TryParse(r.Run, out var run) ? (run.Project, run.Model) : default)
                .Concat(await context.Catalog.Runs.AppliedModelsAsync(cancellationToken)));

    private static (string Project, string Model) Pick(CommandContext context, string name, IEnumerable<(string Project, string Model)> all)
    {
        var known = all.Distinct().Order().ToList();
        var matches = known.Where(k => name == k.Model || name == $"{k.Project}/{k.Model}").ToList();
        return matches switch
        {
            [var only] => only,
            [] => throw new UserException(known.Count == 0
                ? $"There is no model '{name}': {context.Home.Root} has none yet. Make one: mdlc run model.yaml"
                : $"There is no model '{name}'. There are: {string.Join(", ", known.Select(k => $"{k.Project}/{k.Model}"))}"),
            _ => throw new UserException(
                $"'{name}' is a model of several projects. Say which: {string.Join(", ", matches.Select(k => $"{k.Project}/{k.Model}"))}", ExitCode.Usage),
        };
    }
}
