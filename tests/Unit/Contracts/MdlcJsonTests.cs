using Mdlc.Contracts.Json;
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
}
