namespace Mdlc.Starter.Commands;

/// <summary>Finds the model that a person means.</summary>
internal static class ModelName
{
    /// <param name="name">project/model, or the model alone where one project only has it.</param>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    public static async Task<(string Project, string Model)> ResolveAsync(CommandContext context, string name, CancellationToken cancellation)
    {
        var known = (await context.Catalog.Models.ListAsync(cancellationToken: cancellation)).Select(p => (p.Project, p.Model)).Distinct().ToList();
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
