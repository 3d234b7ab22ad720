using System.Collections.Concurrent;
using System.Collections.Immutable;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>The search attributes of each namespace: any number of each type. Thread-safe.</summary>
public sealed class SearchAttributeRegistry
{
    /// <value>100 attributes a run.</value>
    public const int MaxKeys = 100;

    /// <value>2 KiB a value.</value>
    public const int MaxValueBytes = 2 * 1024;

    /// <value>40 KiB in all.</value>
    public const int MaxTotalBytes = 40 * 1024;

    private static readonly ImmutableDictionary<string, IndexedValueType> None = ImmutableDictionary.Create<string, IndexedValueType>(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, IndexedValueType>> _custom = new(StringComparer.Ordinal);

    /// <summary>The namespaces that attributes were added to.</summary>
    public IEnumerable<string> Namespaces => _custom.Keys;

    /// <summary>The attributes that were added to the namespace.</summary>
    public IReadOnlyDictionary<string, IndexedValueType> Custom(string @namespace) => _custom.GetValueOrDefault(@namespace, None);

    /// <summary>Adds attributes; those that exist keep their type, as in Temporal.</summary>
    /// <exception cref="InvalidVisibilityRequestException">A name is empty or reserved, or a type is unknown. Then none is added.</exception>
    public void Add(string @namespace, IEnumerable<KeyValuePair<string, IndexedValueType>> attributes)
    {
        var added = attributes.ToArray();
        foreach (var (name, type) in added)
        {
            if (name.Length == 0)
            {
                throw new InvalidVisibilityRequestException("Search attribute name is not set.");
            }

            if (SystemSearchAttributes.IsReserved(name))
            {
                throw new InvalidVisibilityRequestException($"Search attribute {name} is reserved by system.");
            }

            if (type == IndexedValueType.Unspecified || !Enum.IsDefined(type))
            {
                throw new InvalidVisibilityRequestException($"Unknown search attribute type: {type}.");
            }
        }

        _custom.AddOrUpdate(@namespace, _ => Merge(None, added), (_, existing) => Merge(existing, added));
    }

    /// <summary>Removes attributes; unknown names are ignored. Values that runs carry are no longer shown nor found.</summary>
    /// <exception cref="InvalidVisibilityRequestException">A name is a system or predefined attribute. Then none is removed.</exception>
    public void Remove(string @namespace, IEnumerable<string> names)
    {
        var removed = names.ToArray();
        if (removed.FirstOrDefault(SystemSearchAttributes.IsSystemOrPredefined) is { } system)
        {
            throw new InvalidVisibilityRequestException($"Unable to remove non-custom search attributes: {system}.");
        }

        _custom.AddOrUpdate(@namespace, None, (_, existing) => existing.RemoveRange(removed));
    }

    /// <summary>The type of a custom or predefined attribute.</summary>
    public bool TryGetType(string @namespace, string name, out IndexedValueType type) =>
        Custom(@namespace).TryGetValue(name, out type) || SystemSearchAttributes.Predefined.TryGetValue(name, out type);

    /// <summary>Checks what a start, an upsert or a continue-as-new wants to set.</summary>
    /// <returns>What is wrong: an attribute is unknown, not settable, of another type or too large. Null when nothing is.</returns>
    public string? Check(string @namespace, SearchAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var fields = attributes.IndexedFields;
        if (fields.Keys.FirstOrDefault(name => !IsKnown(@namespace, name)) is { } unknown)
        {
            return $"Namespace {@namespace} has no mapping defined for search attribute {unknown}";
        }

        if (fields.Count > MaxKeys)
        {
            return $"number of search attributes {fields.Count} exceeds limit {MaxKeys}";
        }

        return fields.Select(field => CheckValue(@namespace, field.Key, field.Value)).FirstOrDefault(wrong => wrong is not null)
            ?? CheckSize(attributes);
    }

    /// <summary>Checks the size of each value and of all together.</summary>
    /// <returns>What is too large; null when nothing is.</returns>
    public static string? CheckSize(SearchAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        foreach (var (name, payload) in attributes.IndexedFields)
        {
            if (payload.Data.Length > MaxValueBytes)
            {
                return $"search attribute {name} value size {payload.Data.Length} exceeds size limit {MaxValueBytes}";
            }
        }

        var total = attributes.CalculateSize();
        return total > MaxTotalBytes ? $"total size of search attributes {total} exceeds size limit {MaxTotalBytes}" : null;
    }

    /// <summary>A copy with each payload's type told, and without what is no longer registered: what clients and workers are shown.</summary>
    public SearchAttributes WithTypes(string @namespace, IEnumerable<KeyValuePair<string, Payload>> fields)
    {
        var typed = new SearchAttributes();
        foreach (var (name, payload) in fields)
        {
            if (TryGetType(@namespace, name, out var type))
            {
                typed.IndexedFields[name] = SearchAttributeCodec.WithType(payload, type);
            }
        }

        return typed;
    }

    /// <summary>Finds the attribute that a query names, with or without the prefix <c>Temporal</c>. <c>ScheduleId</c> is the workflow id.</summary>
    /// <exception cref="InvalidVisibilityRequestException">There is none.</exception>
    public SearchAttribute Resolve(string @namespace, string name)
    {
        if (Custom(@namespace).TryGetValue(name, out var type) || SystemSearchAttributes.TryGetType(name, out type))
        {
            return new SearchAttribute(name, type);
        }

        var bare = name.StartsWith(SystemSearchAttributes.ReservedPrefix, StringComparison.Ordinal)
            ? name[SystemSearchAttributes.ReservedPrefix.Length..]
            : name;
        if (bare == "ScheduleId")
        {
            return new SearchAttribute(SystemSearchAttributes.WorkflowId, IndexedValueType.Keyword);
        }

        foreach (var alias in new[] { SystemSearchAttributes.ReservedPrefix + name, bare })
        {
            if (SystemSearchAttributes.TryGetType(alias, out type))
            {
                return new SearchAttribute(alias, type);
            }
        }

        throw new InvalidVisibilityRequestException($"invalid query: invalid search attribute: {name}");
    }

    private static ImmutableDictionary<string, IndexedValueType> Merge(
        ImmutableDictionary<string, IndexedValueType> existing, IEnumerable<KeyValuePair<string, IndexedValueType>> added) =>
        existing.AddRange(added.Where(attribute => !existing.ContainsKey(attribute.Key)));

    private bool IsKnown(string @namespace, string name) =>
        Custom(@namespace).ContainsKey(name) || SystemSearchAttributes.IsSystemOrPredefined(name);

    private string? CheckValue(string @namespace, string name, Payload payload)
    {
        if (!TryGetType(@namespace, name, out var type) || !SystemSearchAttributes.Settable(name))
        {
            return $"{name} attribute can't be set in SearchAttributes";
        }

        return SearchAttributeCodec.TryDecode(payload, type, out _)
            ? null
            : $"invalid value for search attribute {name} of type {type}: {SearchAttributeCodec.Describe(payload)}";
    }
}
