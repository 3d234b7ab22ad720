using System.Text.Json.Nodes;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Stored;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Tests.Shared;
using Mdlc.Unit.Tests.Contracts;

namespace Mdlc.Unit.Tests.Catalog.Metadata;

/// <summary>What is read member by member is what JSON's own reader makes of it, or is left to that.</summary>
public sealed class StoredJsonTests
{
    /// <summary>As they are written today, every member filled: a member that comes later and is not read here is seen by its absence.</summary>
    public static TheoryData<string> Types => ["RunReport", "ModelPackage", "ServerLease", "ServedModel"];

    [Theory]
    [MemberData(nameof(Types))]
    public void Record_AsItIsWritten_IsPlain(string type) =>
        On(type, Filled(type), isPlain: true);

    [Theory]
    [InlineData("RunReport")]
    [InlineData("ModelPackage")]
    public void Record_AsItIsPinned_IsPlain(string type) =>
        On(type, File.ReadAllText(Path.Combine(Repository.Root, "tests/Unit/Contracts/Payloads", $"{type}.json")), isPlain: true);

    /// <summary>Records of earlier versions lack members; broken ones have others. Each member at any depth is left out, is null, is of each other kind, and twice.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Record_WithAnyMemberOtherwise_IsReadAsByReflectionOrLeftToIt(string type)
    {
        var plain = 0;
        foreach (var changed in Changed(Filled(type)))
        {
            plain += On(type, changed, isPlain: null) ? 1 : 0;
        }

        Assert.True(plain > 0, "Not one of them was plain: the test compares nothing.");
    }

    [Fact]
    public void Record_OfItsLeast_IsPlain()
    {
        On("RunReport", """{"run":"p/m/1","model":"m","state":"queued"}""", isPlain: true);
        On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued }), isPlain: true);
        On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Metrics = new Dictionary<string, double> { ["auc"] = double.NaN } }), isPlain: true);
        On("ServedModel", MdlcJson.Serialize(new ServedModel("a", "p", "m", 0, null, ServedState.Ready, null, null, DateTimeOffset.UnixEpoch)), isPlain: true);
    }

    [Fact]
    public void Words_OfEveryEnum_ArePlain()
    {
        foreach (var state in Enum.GetValues<RunState>())
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = state }), isPlain: true);
        }

        foreach (var trigger in Enum.GetValues<RunTrigger>())
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Trigger = trigger }), isPlain: true);
        }

        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Verdict = verdict }), isPlain: true);
        }

        foreach (var method in Enum.GetValues<IntervalMethod>())
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Deciding = new() { Name = "auc", Method = method } }), isPlain: true);
        }

        foreach (var state in Enum.GetValues<StageState>())
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Stages = [new("fetch", state, 1, null, null)] }), isPlain: true);
        }

        foreach (var state in Enum.GetValues<ServedState>())
        {
            On("ServedModel", MdlcJson.Serialize(new ServedModel("a", "p", "m", 7, 2, state, 1, "no", DateTimeOffset.UnixEpoch)), isPlain: true);
        }
    }

    [Fact]
    public void Numbers_ReadAndWritten_LoseNothing()
    {
        foreach (var value in (double[])[0.1, 1 / 3.0, 5e-324, double.MaxValue, -0.0, 123456789.123456789])
        {
            On("RunReport", MdlcJson.Serialize(new RunReport { Run = "p/m/1", Model = "m", State = RunState.Queued, Seconds = value, Metrics = new Dictionary<string, double> { ["a"] = value } }), isPlain: true);
        }
    }

    private static bool On(string type, string json, bool? isPlain) => type switch
    {
        "RunReport" => Compare<RunReport>(json, isPlain),
        "ModelPackage" => Compare<ModelPackage>(json, isPlain),
        "ServerLease" => Compare<ServerLease>(json, isPlain),
        _ => Compare<ServedModel>(json, isPlain),
    };

    /// <returns>Whether it was plain.</returns>
    private static bool Compare<T>(string json, bool? isPlain)
        where T : class
    {
        var read = StoredJson.ReadPlain<T>(json);
        if (isPlain is { } expected)
        {
            Assert.True(expected == read is not null, $"Found {(read is null ? "no " : "")}plain {typeof(T).Name}: {json}");
        }

        if (read is not null)
        {
            Assert.Equal(MdlcJson.Serialize(MdlcJson.Deserialize<T>(json)), MdlcJson.Serialize(read));
        }

        return read is not null;
    }

    private static string Filled(string type) => type switch
    {
        "RunReport" => MdlcJson.Serialize((RunReport)SampleBuilder.Build(typeof(RunReport))),
        "ModelPackage" => MdlcJson.Serialize((ModelPackage)SampleBuilder.Build(typeof(ModelPackage))),
        "ServerLease" => MdlcJson.Serialize((ServerLease)SampleBuilder.Build(typeof(ServerLease))),
        _ => MdlcJson.Serialize((ServedModel)SampleBuilder.Build(typeof(ServedModel))),
    };

    private static IEnumerable<string> Changed(string json)
    {
        var count = Members(JsonNode.Parse(json)!).Count();
        for (var i = 0; i < count; i++)
        {
            foreach (var other in (JsonNode?[])[null, "text", 7, 2.5, true, new JsonObject(), new JsonArray(), new JsonArray(7)])
            {
                var root = JsonNode.Parse(json)!;
                var (owner, name) = Members(root).ElementAt(i);
                owner[name] = other?.DeepClone();
                yield return root.ToJsonString();
            }

            var without = JsonNode.Parse(json)!;
            var (from, left) = Members(without).ElementAt(i);
            from.Remove(left);
            yield return without.ToJsonString();
            from[left.ToUpperInvariant()] = null;
            yield return without.ToJsonString();
            from.Remove(left.ToUpperInvariant());
            from["unknown"] = 1;
            yield return without.ToJsonString();
        }

        yield return json.Insert(1, """ "run": "first", "model": "first", "server": "first", """);
        yield return json + " ";
        yield return json + "x";
        yield return json[..^1];
        yield return "null";
        yield return "[]";
        yield return "";
        yield return json.Replace("\"model\"", "\"\\ud800\"", StringComparison.Ordinal);
        yield return json.Replace("0.25", "1e999", StringComparison.Ordinal);
        yield return json.Replace("7", "7.0", StringComparison.Ordinal);
        yield return json.Replace("7000000000", "70000000000000000000000", StringComparison.Ordinal);
        yield return json.Replace("2026-01-02T03:04:05", "2026-01-02", StringComparison.Ordinal);
    }

    private static IEnumerable<(JsonObject Owner, string Name)> Members(JsonNode node) => node switch
    {
        JsonObject owner => owner.ToList().SelectMany(member => Members(member.Value!).Prepend((owner, member.Key))),
        JsonArray list => list.SelectMany(item => Members(item!)),
        _ => [],
    };
}
