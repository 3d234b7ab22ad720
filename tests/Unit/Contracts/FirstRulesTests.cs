using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Contracts;

/// <summary>
/// Documents that a release before the second reading rules wrote, on generated data, byte for byte but for their paths: homes are full of
/// them. They are read as being of the first rules, and nothing that they say is lost.
/// </summary>
public sealed class FirstRulesTests
{
    private const string Folder = "tests/Unit/Contracts/FirstRules";

    private static readonly Dictionary<string, Type> Types = new()
    {
        ["gate"] = typeof(GateVerdict),
        ["metrics"] = typeof(EvaluationDocument),
        ["package"] = typeof(ModelPackage),
        ["plan"] = typeof(FeaturePlan),
        ["profile"] = typeof(DataProfile),
        ["report"] = typeof(RunReport),
        ["run-spec"] = typeof(ModelSpec),
        ["signature"] = typeof(ModelSignature),
        ["source"] = typeof(SourceSpec),
        ["spec"] = typeof(ModelSpec),
        ["statistics"] = typeof(List<ColumnStatistics>),
    };

    public static TheoryData<string> Documents => [.. Repository.Files(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_ReadAndWritten_StillSaysAllThatItSaid(string name)
    {
        var read = JsonSerializer.Deserialize(Text(name), Types[name], MdlcJson.Options);

        var written = JsonSerializer.SerializeToNode(read, Types[name], MdlcJson.Options);

        Assert.Equal([], Lost(JsonNode.Parse(Text(name)), written, name));
    }

    [Theory]
    [InlineData("spec")]
    [InlineData("run-spec")]
    public void Spec_IsOfTheFirstRules(string name)
    {
        var spec = Read<ModelSpec>(name);

        Assert.Equal(ReadingRules.First, spec.Source.Rules);
        Assert.Equal((0, null), (spec.Source.SkipLines, spec.Source.Decimal));
        Assert.Empty(spec.Source.Formats);
        Assert.Empty(spec.Source.ColumnNullValues);
        Assert.Equal(DeployTarget.Local, spec.Deploy.Target);
    }

    [Fact]
    public void Source_OfASnapshot_IsOfTheFirstRules() => Assert.Equal(ReadingRules.First, Read<SourceSpec>("source").Rules);

    [Fact]
    public void Signature_IsOfTheFirstRulesAndRescalesNothing()
    {
        var signature = Read<ModelSignature>("signature");

        Assert.Equal((ReadingRules.First, null), (signature.Rules, signature.LabelRescaling));
        Assert.All(signature.Inputs, input => Assert.Equal((null, null), (input.Rescaling, input.Format)));
        Assert.All(signature.Inputs, input => Assert.Empty(input.NullWords));
        Assert.All(signature.Outputs, output => Assert.False(output.DoublePrecision));
    }

    [Fact]
    public void Plan_RescalesNothing()
    {
        var plan = Read<FeaturePlan>("plan");

        Assert.Null(plan.Label);
        Assert.All(plan.Columns, column => Assert.Null(column.Rescaling));
    }

    [Fact]
    public void Evaluation_IsOfTheFirstRulesAndKnowsHowItsIntervalsCameAbout()
    {
        var document = Read<EvaluationDocument>("metrics");

        Assert.Equal(ReadingRules.First, document.ReadingRules);
        Assert.Equal(IntervalMethod.BootstrapBca, document.Metrics.First(metric => metric.Name == document.Metric).Method);
    }

    [Fact]
    public void Profile_DoesNotKnowItsRecords()
    {
        var profile = Read<DataProfile>("profile");

        Assert.Equal(0, profile.Records);
        Assert.Empty(profile.Unreadable);
    }

    private static T Read<T>(string name) => MdlcJson.Deserialize<T>(Text(name));

    private static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, Folder, $"{name}.json"));

    /// <summary>Where the document of now does not say what that of before said; it may say more.</summary>
    private static IEnumerable<string> Lost(JsonNode? before, JsonNode? now, string path) => (before, now) switch
    {
        (JsonObject was, JsonObject thing) => was.SelectMany(property => thing.ContainsKey(property.Key)
            ? Lost(property.Value, thing[property.Key], $"{path}.{property.Key}")
            : [$"{path}.{property.Key}"]),
        (JsonArray was, JsonArray list) when was.Count == list.Count => was.SelectMany((item, i) => Lost(item, list[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(before, now) ? [] : [$"{path}: {before?.ToJsonString()}, now {now?.ToJsonString()}"],
    };
}
