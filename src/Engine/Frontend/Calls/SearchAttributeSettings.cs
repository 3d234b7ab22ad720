using Google.Protobuf;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility.Attributes;
using Temporalio.Api.OperatorService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Keeps each namespace's registered search attributes in the database.</summary>
internal sealed class SearchAttributeSettings(SearchAttributeRegistry registry, Journal journal)
{
    private const string Prefix = "search-attributes/";

    public void Load(IReadOnlyDictionary<string, byte[]> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                registry.Add(key[Prefix.Length..], ListSearchAttributesResponse.Parser.ParseFrom(value).CustomAttributes);
            }
        }
    }

    /// <summary>Registers attributes given by name and type name, such as at the command line.</summary>
    /// <exception cref="ArgumentException">A type name is unknown.</exception>
    public Task Add(string ns, IReadOnlyDictionary<string, string> attributes)
    {
        registry.Add(ns, attributes.Select(attribute => KeyValuePair.Create(attribute.Key, ParseType(attribute.Key, attribute.Value))));
        return Save(ns);
    }

    public Task Save(string ns)
    {
        var saved = new ListSearchAttributesResponse();
        foreach (var (name, type) in registry.Custom(ns))
        {
            saved.CustomAttributes[name] = type;
        }

        var batch = new WriteBatch();
        batch.Settings.Add((Prefix + ns, saved.ToByteArray()));
        return journal.Append(batch, null);
    }

    /// <summary>Forgets all attributes of a namespace.</summary>
    public Task Forget(string ns)
    {
        registry.Remove(ns, registry.Custom(ns).Select(static attribute => attribute.Key));
        var batch = new WriteBatch();
        batch.Settings.Add((Prefix + ns, null));
        return journal.Append(batch, null);
    }

    private static IndexedValueType ParseType(string name, string type) =>
        Enum.TryParse<IndexedValueType>(type, ignoreCase: true, out var parsed) && parsed != IndexedValueType.Unspecified && Enum.IsDefined(parsed)
            ? parsed
            : throw new ArgumentException(
                $"search attribute {name}: found type '{type}', expected Keyword, Text, Int, Double, Bool, Datetime or KeywordList");
}
