using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class TriggersReaderTests
{
    [Fact]
    public void Read_OfTheDocumentedExample_IsWhatItSays()
    {
        var spec = SpecLoader.Parse(SpecExamples.Documented, SpecExamples.File);

        Assert.Equal(
            new ScheduleSpec { Cron = "0 3 * * *", TimeZone = "Europe/Zurich", CatchUp = TimeSpan.FromDays(1), Jitter = TimeSpan.FromMinutes(5) }, spec.Triggers.Schedule);
        Assert.Equal(new DataTriggerSpec { MinRows = 1_000, Debounce = TimeSpan.FromMinutes(5), MaxWait = TimeSpan.FromHours(1) }, spec.Triggers.Data);
        Assert.Equal(new DriftTriggerSpec { Cooldown = TimeSpan.FromHours(24) }, spec.Triggers.Drift);
        Assert.Equal(new RunLimitsSpec { Cooldown = TimeSpan.FromMinutes(30), MaxRunsPerDay = 24 }, spec.Limits);
    }

    [Fact]
    public void Read_WithoutThem_HoldsNothingBack()
    {
        var spec = SpecLoader.Parse(SpecExamples.Minimal, SpecExamples.File);

        Assert.Equal((null, null, new DataTriggerSpec(), new RunLimitsSpec()), (spec.Triggers.Schedule, spec.Triggers.Drift, spec.Triggers.Data, spec.Limits));
    }

    [Theory]
    [InlineData("triggers: {schedule: {}}", "missing key \"cron\"")]
    [InlineData("triggers: {schedule: {cron: nightly}}", "five fields")]
    [InlineData("triggers: {schedule: {cron: \"0 3 * *\"}}", "five fields")]
    [InlineData("triggers: {schedule: {cron: \"TZ=UTC 0 3 * * *\"}}", "timeZone")]
    [InlineData("triggers: {schedule: {cron: \"@daily\", timeZone: Europe/Zurick}}", "did you mean Europe/Zurich")]
    [InlineData("triggers: {schedule: {cron: \"@daily\", catchUp: 5s}}", "at least 10s")]
    [InlineData("triggers: {schedule: {cron: \"@daily\", jitter: soon}}", "a time such as")]
    [InlineData("triggers: {data: {minRows: -1}}", "a whole number")]
    [InlineData("triggers: {data: {debounce: 2h, maxWait: 1h}}", "at least the debounce")]
    [InlineData("triggers: {data: {quiet: 2h}}", "unknown key \"quiet\"")]
    [InlineData("triggers: {drift: {cooldown: 24}}", "a time such as")]
    [InlineData("limits: {maxRunsPerDay: 0}", "from 1 to 500")]
    [InlineData("limits: {cooldown: -5m}", "a time such as")]
    public void Read_OfWhatCannotBe_NamesLineAndReason(string line, string reason)
    {
        var refused = Assert.Throws<SpecException>(() => SpecLoader.Parse(SpecExamples.With(line), SpecExamples.File));

        var error = Assert.Single(refused.Errors);
        Assert.Equal(6, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
