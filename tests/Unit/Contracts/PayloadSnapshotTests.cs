using System.Text.Json;
using Mdlc.Contracts.Json;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Contracts;

/// <summary>The JSON of every record that histories and packages hold, pinned: what was written once must be read for years.</summary>
public sealed class PayloadSnapshotTests
{
    private const string Folder = "tests/Unit/Contracts/Payloads";

    /// <summary>Set to 1, it writes the files anew instead of comparing.</summary>
    private const string Accept = "MDLC_ACCEPT_PAYLOADS";

    public static TheoryData<string> Payloads => [.. PayloadTypes.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Payload_Json_IsAsPinned(string name) =>
        AssertPinned(name, MdlcJson.Pretty, SampleBuilder.Build(PayloadTypes.ByName[name]));

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Payload_WrittenAndRead_LosesNothing(string name)
    {
        var type = PayloadTypes.ByName[name];
        var written = JsonSerializer.Serialize(SampleBuilder.Build(type), type, MdlcJson.Options);

        Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize(written, type, MdlcJson.Options), type, MdlcJson.Options));
    }

    [Fact]
    public void Enums_OfPayloads_AreAsPinned() =>
        AssertPinned(
            "enums",
            MdlcJson.Pretty,
            PayloadTypes.Enums.ToDictionary(e => e.Name, e => Enum.GetValues(e).Cast<object>().Select(v => JsonSerializer.SerializeToElement(v, e, MdlcJson.Options))));

    [Fact]
    public void Pinned_Files_EachHaveTheirRecord() =>
        Assert.Empty(Repository.Files(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Except([.. PayloadTypes.ByName.Keys, "enums"]));

    private static void AssertPinned(string name, JsonSerializerOptions options, object value)
    {
        var file = Path.Combine(Repository.Root, Folder, $"{name}.json");
        var json = JsonSerializer.Serialize(value, value.GetType(), options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(file, json);
        }

        Assert.True(File.Exists(file), $"{name} is a new payload. Run this test once with {Accept}=1 and commit {Folder}/{name}.json.");
        var pinned = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.True(pinned == json, $"""
            The JSON of {name} is no longer what {Folder}/{name}.json pins.
            Histories and packages that exist hold the pinned form, and must still be read:
            - a new field, with a default: run this test once with {Accept}=1 and commit the file;
            - a renamed, removed or retyped field or enum value: take it back, and add a new field beside the old one.
            Found:
            {json}
            """);
    }
}
