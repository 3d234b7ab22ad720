using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>A stored record with its search attributes decoded as queries ask for them. Not thread-safe: read under the store's lock.</summary>
internal sealed class VisibilityRow(VisibilityRecord record)
{
    private Dictionary<string, (IndexedValueType Type, object? Value)>? _decoded;

    public VisibilityRecord Record { get; } = record;

    /// <summary>The close time that orders the row: open rows come first, as if they closed last.</summary>
    public DateTimeOffset OrderTime { get; } = record.CloseTime ?? DateTimeOffset.MaxValue;

    /// <summary>The attribute's value, or null when it is not set.</summary>
    /// <returns>A string, long, double, bool, DateTimeOffset or string[].</returns>
    public object? ValueOf(SearchAttribute attribute) =>
        SystemSearchAttributes.Readers.TryGetValue(attribute.Name, out var read) ? read(Record) : Decoded(attribute);

    private object? Decoded(SearchAttribute attribute)
    {
        if (!Record.SearchAttributes.TryGetValue(attribute.Name, out var payload))
        {
            return null;
        }

        _decoded ??= [];
        if (!_decoded.TryGetValue(attribute.Name, out var entry) || entry.Type != attribute.Type)
        {
            // A value that does not fit (its attribute was removed and added anew with another type) counts as not set.
            entry = (attribute.Type, SearchAttributeCodec.TryDecode(payload, attribute.Type, out var value) ? value : null);
            _decoded[attribute.Name] = entry;
        }

        return entry.Value;
    }
}
