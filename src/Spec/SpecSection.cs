namespace Mdlc.Spec;

/// <summary>A mapping with known keys. What is asked for is known; <see cref="Close"/> refuses the rest.</summary>
internal sealed class SpecSection(SpecNode node, SpecPath path, SpecProblems problems)
{
    private readonly IReadOnlyList<(SpecNode.Scalar Key, SpecNode Value)> _entries = (node as SpecNode.Mapping)?.Entries ?? [];
    private readonly List<string> _known = [];

    public bool IsPresent => node is SpecNode.Mapping;

    /// <returns>The key's value; null when the key is absent or its value is null.</returns>
    public SpecValue? Find(string key) => FindAny(key) is { Node: not SpecNode.Scalar { IsNull: true } } value ? value : null;

    /// <summary>As <see cref="Find"/>, and absence is a problem.</summary>
    /// <param name="meaning">What the key says, for the sentence that asks for it.</param>
    public SpecValue? Require(string key, string meaning)
    {
        var value = FindAny(key);
        if (value is null && IsPresent)
        {
            problems.Add(node, path.Key(key), $"missing key \"{key}\": {meaning}");
        }

        return value;
    }

    /// <summary>A nested mapping; an empty one when it is absent or null.</summary>
    public SpecSection Section(string key, string expected = "a mapping of keys") =>
        Find(key)?.Section(expected) ?? new SpecSection(new SpecNode.Scalar(node.Line, node.Column, "", IsPlain: true), path.Key(key), problems);

    /// <summary>Reports a key that has no meaning beside others.</summary>
    public void Forbid(string key, string reason) => Find(key)?.Report(reason);

    public void Report(string message) => problems.Add(node, path, message);

    /// <summary>To be called when every known key has been asked for.</summary>
    public void Close()
    {
        foreach (var (key, _) in _entries.Where(e => !_known.Contains(e.Key.Text)))
        {
            problems.AddUnknown(key, path, key.Text, _known);
        }
    }

    private SpecValue? FindAny(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
            problems.AddKnown(path.Key(key));
        }

        foreach (var (name, value) in _entries)
        {
            if (name.Text == key)
            {
                return new SpecValue(value, path.Key(key), problems);
            }
        }

        return null;
    }
}
