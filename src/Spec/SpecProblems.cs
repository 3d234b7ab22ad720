using Mdlc.Contracts.Faults;

namespace Mdlc.Spec;

/// <summary>What a reading of one spec has come upon: problems, the keys that the reader knows, and those that it does not.</summary>
internal sealed class SpecProblems
{
    private readonly List<SpecError> _errors = [];
    private readonly List<(SpecNode Key, SpecPath Section, string Name, IReadOnlyCollection<string> Known)> _unknown = [];
    private readonly HashSet<string> _knownPatterns = new(StringComparer.Ordinal);

    /// <summary>Every key that the reader asked for, present or not, as a pattern.</summary>
    public IReadOnlySet<string> KnownPatterns => _knownPatterns;

    public void Add(SpecNode node, SpecPath path, string message) => Add(node.Line, node.Column, path.Text, message);

    public void Add(int line, int column, string path, string message) => _errors.Add(new SpecError(line, column, path, message));

    public void AddKnown(SpecPath path) => _knownPatterns.Add(path.Pattern);

    public void AddUnknown(SpecNode key, SpecPath section, string name, IReadOnlyCollection<string> known) =>
        _unknown.Add((key, section, name, known));

    /// <summary>All problems in the order of the file. Unknown keys are told last of all, when every key's right place is known.</summary>
    public IReadOnlyList<SpecError> InOrder()
    {
        var unknown = _unknown.Select(u => new SpecError(u.Key.Line, u.Key.Column, u.Section.Key(u.Name).Text, DescribeUnknown(u.Name, u.Known)));
        return [.. _errors.Concat(unknown).OrderBy(e => e.Line).ThenBy(e => e.Column)];
    }

    private string DescribeUnknown(string name, IReadOnlyCollection<string> known)
    {
        if (NearestName.Of(name, known) is { } near)
        {
            return $"unknown key \"{name}\"; did you mean \"{near}\"?";
        }

        var elsewhere = _knownPatterns.Where(p => p.EndsWith($".{name}", StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault();
        return elsewhere is null
            ? $"unknown key \"{name}\"; known here: {string.Join(", ", known)}"
            : $"unknown key \"{name}\" here; did you mean {elsewhere}?";
    }
}
