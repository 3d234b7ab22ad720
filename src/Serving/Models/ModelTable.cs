using System.Collections.Frozen;

namespace Mdlc.Serving.Models;

/// <summary>What is served at one moment, by name. Immutable: a change is a new table.</summary>
/// <remarks>A model answers to <c>project.model</c>, and to <c>model</c> while no other project serves one of that name.</remarks>
internal sealed class ModelTable
{
    private readonly FrozenDictionary<string, LoadedModel> _byName;
    private readonly FrozenDictionary<string, string[]> _ambiguous;

    private ModelTable(IReadOnlyList<LoadedModel> models)
    {
        Models = [.. models.OrderBy(QualifiedName, StringComparer.Ordinal)];
        var byShortName = Models.GroupBy(model => model.Model).ToArray();
        _ambiguous = byShortName.Where(group => group.Count() > 1)
            .ToFrozenDictionary(group => group.Key, group => group.Select(QualifiedName).ToArray());
        var names = byShortName.Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single());
        foreach (var model in Models)
        {
            // A qualified name wins over a short one that happens to look like it.
            names[QualifiedName(model)] = model;
        }

        _byName = names.ToFrozenDictionary();
    }

    public static ModelTable Empty { get; } = new([]);

    public IReadOnlyList<LoadedModel> Models { get; }

    public static string QualifiedName(LoadedModel model) => $"{model.Project}.{model.Model}";

    public LoadedModel? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The qualified names that a name could mean; empty when it does not mean several.</summary>
    public IReadOnlyList<string> MeaningsOf(string name) => _ambiguous.GetValueOrDefault(name) ?? [];

    public LoadedModel? Find(string project, string model) =>
        Models.FirstOrDefault(loaded => loaded.Project == project && loaded.Model == model);

    public ModelTable With(LoadedModel loaded) => new([.. Others(loaded.Project, loaded.Model), loaded]);

    public ModelTable Without(string project, string model) => new([.. Others(project, model)]);

    private IEnumerable<LoadedModel> Others(string project, string model) =>
        Models.Where(loaded => loaded.Project != project || loaded.Model != model);
}
