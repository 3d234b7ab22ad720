using Mdlc.Contracts.Tuning;

namespace Mdlc.Spec;

/// <summary>Reads a search space in Katib's words: a parameter's name, its type, what is feasible; and when it has a meaning.</summary>
/// <param name="names">What may be searched.</param>
internal sealed class SearchSpaceReader(SearchedNames names)
{
    private const string Example = "{name: learningRate, parameterType: double, feasibleSpace: {min: 0.01, max: 0.3, distribution: logUniform}}";

    /// <param name="tune">The section that the space stands in.</param>
    /// <returns>Null: there is none, or none that can be read.</returns>
    public SearchSpace? Read(SpecSection tune)
    {
        var section = tune.Section("space", $"a mapping such as {{parameters: [{Example}]}}");
        var list = section.Require("parameters", $"what is searched, such as [{Example}]");
        section.Close();
        var read = list?.Items($"a list of parameters, such as [{Example}]").Select(item => new SearchParameterReader(item, names)).ToList() ?? [];

        // One that could not be read would make others' conditions seem to be of nothing.
        if (list is null || read.Exists(reader => reader.Parameter is null))
        {
            return null;
        }

        read.ForEach(reader => reader.ReadCondition(read));
        var space = new SearchSpace([.. read.Select(reader => reader.Parameter!)]);
        var problems = list.Node is SpecNode.Sequence ? SearchSpaceRules.Problems(space) : [];
        foreach (var problem in problems)
        {
            (problem.Parameter is { } position ? read[position].At(problem.Key) : list).Report(problem.Sentence);
        }

        return space with { Start = names.StartOf(space) };
    }
}
