using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Spec;

/// <summary>An enum's values by the names that they have in JSON, which are the names in a spec.</summary>
internal static class EnumNames
{
    public static IReadOnlyDictionary<string, T> Of<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Of, StringComparer.Ordinal);

    public static string Of<T>(T value)
        where T : struct, Enum => JsonSerializer.SerializeToElement(value, MdlcJson.Options).GetString()!;
}
