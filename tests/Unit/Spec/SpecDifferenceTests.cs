using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SpecDifferenceTests
{
    [Fact]
    public void Difference_OfASpecWithItself_IsNone() => Assert.Empty(SpecDifference.Between(Read(SpecExamples.Documented), Read(SpecExamples.Documented)));

    [Fact]
    public void Difference_NamesEachField_WithTheOldAndTheNew()
    {
        var before = Read(SpecExamples.With("ignore: [id]\ntriggers: {schedule: {cron: \"0 3 * * *\"}, data: {debounce: 90m}}"));
        var after = Read(SpecExamples.With("ignore: [id, zip]\ntriggers: {data: {debounce: 2h}, drift: {}}"));

        Assert.Equal(
            [
                new("ignore", "[\"id\"]", "[\"id\",\"zip\"]"),
                new("triggers.data.debounce", "1h30m", "2h"),
                new("triggers.drift.cooldown", null, "1d"),
                new("triggers.schedule.cron", "0 3 * * *", null),
                new("triggers.schedule.timeZone", "UTC", null),
                new("triggers.schedule.catchUp", "1d", null),
                new("triggers.schedule.jitter", "0s", null),
            ],
            SpecDifference.Between(before, after));
    }

    [Fact]
    public void Difference_OfARuleAmongRules_NamesItByItsPlace()
    {
        var before = Read(SpecExamples.With("expectations: [{column: a, min: 1}, {column: b, notNull: true}]"));
        var after = Read(SpecExamples.With("expectations: [{column: a, min: 2}, {column: b, notNull: true}]"));

        var change = Assert.Single(SpecDifference.Between(before, after));

        Assert.StartsWith("expectations[0].", change.Path, StringComparison.Ordinal);
        Assert.Equal(("1", "2"), (change.From, change.To));
    }

    [Fact]
    public void Difference_ToNothing_IsEveryField() => Assert.Contains(SpecDifference.Between(null, Read(SpecExamples.Minimal)), change => change == new SpecDifference("model", null, "adult-income"));

    private static ModelSpec Read(string text) => SpecLoader.Parse(text, SpecExamples.File);
}
