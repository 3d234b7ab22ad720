using System.Text.Json;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata.Stored;

/// <summary>
/// Reads the records that every listing reads. What JSON's own reader prepares for a record by reflection takes a process that only looks
/// longer than all of its work; records that are written as this version writes them, or an earlier one, are therefore read member by member.
/// Whatever is otherwise in the least is left to the reader that decides what a record means: <see cref="MdlcJson"/>.
/// </summary>
internal static class StoredJson
{
    /// <exception cref="JsonException">The text is not JSON of the type's shape.</exception>
    public static T Read<T>(string json)
        where T : class => ReadPlain<T>(json) ?? MdlcJson.Deserialize<T>(json);

    /// <returns>Null where the record is not plain, or of a type that is not read so.</returns>
    public static T? ReadPlain<T>(string json)
        where T : class
    {
        try
        {
            return typeof(T) == typeof(RunReport) ? (T)(object)Parse(json, StoredRunReport.Read)
                : typeof(T) == typeof(ModelPackage) ? (T)(object)Parse(json, StoredModelPackage.Read)
                : typeof(T) == typeof(ServerLease) ? (T)(object)Parse(json, StoredServers.Lease)
                : typeof(T) == typeof(ServedModel) ? (T)(object)Parse(json, StoredServers.Served)
                : null;
        }
        catch (Exception other) when (other is NotPlainException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static T Parse<T>(string json, Func<JsonElement, T> read)
        where T : class
    {
        using var document = JsonDocument.Parse(json);
        return read(document.RootElement);
    }
}
