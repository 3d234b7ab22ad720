using System.Text;
using System.Text.Json;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>The keys of all records in order of first appearance: they become columns.</summary>
internal sealed class JsonKeys
{
    /// <summary>More are no table's columns, but data in the place of names.</summary>
    public const int Most = 10_000;

    private readonly List<string> _names = [];
    private readonly List<byte[]> _texts = [];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    public int Count => _names.Count;

    /// <summary>The index of the property name at which the reader stands; a new one is added.</summary>
    /// <param name="guess">Where it is likely to be: records are alike.</param>
    /// <exception cref="InvalidOperationException">The name is no text: it holds half a character.</exception>
    public int IndexOf(ref Utf8JsonReader json, int guess)
    {
        if (guess < _texts.Count && json.ValueTextEquals(_texts[guess]))
        {
            return guess;
        }

        var name = json.GetString()!;
        if (!_indices.TryGetValue(name, out var index))
        {
            index = _names.Count;
            _indices.Add(name, index);
            _names.Add(name);
            _texts.Add(Encoding.UTF8.GetBytes(name));
        }

        return index;
    }

    /// <summary>Forgets those that were added after there were so many: their record is rejected.</summary>
    public void Forget(int count)
    {
        for (var i = count; i < _names.Count; i++)
        {
            _indices.Remove(_names[i]);
        }

        _names.RemoveRange(count, _names.Count - count);
        _texts.RemoveRange(count, _texts.Count - count);
    }
}
