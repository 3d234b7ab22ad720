using Microsoft.ML;

namespace Mdlc.Learning.Features;

/// <summary>A column's texts, each once, and which of them each row has; the empty text is none.</summary>
internal sealed class TextCodes
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _texts = [];
    private readonly List<int> _codes = [];
    private readonly ValueGetter<ReadOnlyMemory<char>> _getter;
    private ReadOnlyMemory<char> _text;

    public TextCodes(DataViewRow cursor, DataViewSchema.Column column)
    {
        _getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<string> Texts => _texts;

    public int[] Codes() => [.. _codes];

    /// <summary>Takes in the cursor's row.</summary>
    public void Read()
    {
        _getter(ref _text);
        _codes.Add(_text.IsEmpty ? -1 : CodeOf(_text));
    }

    private int CodeOf(ReadOnlyMemory<char> text)
    {
        if (!_lookup.TryGetValue(text.Span, out var code))
        {
            code = _texts.Count;
            _texts.Add(text.ToString());
            _index.Add(_texts[^1], code);
        }

        return code;
    }
}
