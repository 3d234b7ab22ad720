using System.Text.Json;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Contracts;

public sealed class MdlcJsonTests
{
    [Fact]
    public void OptionalNumber_WrittenAsNull_IsReadAsNull()
    {
        var read = MdlcJson.Deserialize<LimitSpec>(MdlcJson.Serialize(new LimitSpec(Min: 0.5)));

        Assert.Equal(new LimitSpec(Min: 0.5, Max: null), read);
    }

    [Fact]
    public void NotANumber_IsWrittenAsNull_AndReadAsNotANumber()
    {
        var json = MdlcJson.Serialize(new ChampionRule { Margin = double.NaN });

        Assert.Contains("\"margin\":null", json, StringComparison.Ordinal);
        Assert.Equal(double.NaN, MdlcJson.Deserialize<ChampionRule>(json).Margin);
    }

    [Fact]
    public void Trainer_IsWrittenAsInASpec() =>
        Assert.Equal("\"lightgbm\"", MdlcJson.Serialize(TrainerKind.LightGbm));

    /// <summary>These were strings once: what was written then is still read, and written as it was.</summary>
    [Theory]
    [InlineData(typeof(DeployTarget), "local none")]
    [InlineData(typeof(DriftTest), "ks chiSquare")]
    [InlineData(typeof(IntervalMethod), "bootstrapBca bootstrapGaps wilson delong mcnemarScore mcnemarExact pairedBootstrapBca bootstrapOfPart")]
    public void Enum_ThatWasAString_KeepsItsWords(Type type, string words)
    {
        var values = Enum.GetValues(type).Cast<object>().ToList();

        Assert.Equal(words.Split(' ').Select(w => $"\"{w}\""), values.Select(v => JsonSerializer.Serialize(v, type, MdlcJson.Options)));
        Assert.Equal(values, words.Split(' ').Select(w => JsonSerializer.Deserialize($"\"{w}\"", type, MdlcJson.Options)!));
    }
}
