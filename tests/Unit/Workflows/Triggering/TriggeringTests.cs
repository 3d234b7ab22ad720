using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Policies;

namespace Mdlc.Unit.Tests.Workflows.Triggering;

public sealed class TriggeringTests
{
    private const int Arrivals = 1_000;

    private static readonly ModelSpec Spec = new()
    {
        Project = "p",
        Model = "m",
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
    };

    public static TheoryData<int, DataTriggerSpec, RunLimitsSpec> Rules()
    {
        var (minute, hour) = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        var rules = new TheoryData<int, DataTriggerSpec, RunLimitsSpec>();
        (DataTriggerSpec, RunLimitsSpec)[] all =
        [
            (new(), new()),
            (new() { Debounce = 5 * minute }, new()),
            (new() { Debounce = 5 * minute, MaxWait = hour }, new() { Cooldown = 30 * minute, MaxRunsPerDay = 24 }),
            (new() { MinRows = 1_000, Debounce = 5 * minute, MaxWait = hour }, new() { Cooldown = 30 * minute, MaxRunsPerDay = 24 }),
            (new() { MinRows = 5_000 }, new() { MaxRunsPerDay = 3 }),
            (new() { MinRows = 20_000, MaxWait = 6 * hour }, new() { Cooldown = 2 * hour }),
        ];
        for (var seed = 1; seed <= 4; seed++)
        {
            foreach (var (data, limits) in all)
            {
                rules.Add(seed, data, limits);
            }
        }

        return rules;
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Runs_OfAThousandArrivals_BeginWhenTheOracleSays_AndCountEachOnce(int seed, DataTriggerSpec data, RunLimitsSpec limits)
    {
        var stream = TriggerStream.Random(seed, Arrivals, allCounted: data.MinRows > 0 && seed % 2 == 0);
        var expected = TriggerOracle.Runs(stream, data, limits);
        var driver = new TriggerDriver(stream, Spec with { Triggers = new() { Data = data }, Limits = limits });

        driver.Live();

        Assert.Equal(expected, driver.Runs.Select(run => (run.Second, (int)run.Causes.Where(cause => cause.Trigger == RunTrigger.DataArrived).Sum(cause => cause.Count))));
        var left = driver.State.Arrivals.Count + (driver.State.Merged?.Count ?? 0);
        Assert.Equal(Arrivals, expected.Sum(run => run.Arrivals) + left);
        Assert.All(driver.Runs, run => Assert.InRange(run.Causes.Count, 1, RunCause.Most));
        Assert.True(expected.Count(run => run.Arrivals > 0) >= 5, $"only {expected.Count} runs: the stream tries nothing");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Waits_OfEachRun_AreOverWhenItBegins_AndNameTheRules(int seed, DataTriggerSpec data, RunLimitsSpec limits)
    {
        var driver = new TriggerDriver(TriggerStream.Random(seed, Arrivals, allCounted: true), Spec with { Triggers = new() { Data = data }, Limits = limits });

        driver.Live();

        var waits = driver.Runs.SelectMany(run => run.Waits.Select(wait => (run.Second, Wait: wait))).ToList();
        Assert.All(waits.Where(one => !one.Wait.IsWaived), one => Assert.True(one.Wait.From < one.Wait.Until && one.Wait.Until <= TriggerDriver.At(one.Second)));
        Assert.Equal(limits.Cooldown > TimeSpan.Zero, waits.Any(one => one.Wait.Rule == RuleName.Cooldown && !one.Wait.IsWaived));
        Assert.Equal(limits.Cooldown > TimeSpan.Zero, waits.Any(one => one.Wait.Rule == RuleName.Cooldown && one.Wait.IsWaived));
        Assert.True(data.Debounce == TimeSpan.Zero || waits.Any(one => one.Wait.Rule == RuleName.Debounce));
        Assert.Contains(waits, one => one.Wait.Rule == RuleName.RunInFlight);

        // The last thing that a run of data waited for ended when it began.
        Assert.All(
            driver.Runs.Where(run => run.Causes[0].Trigger == RunTrigger.DataArrived && run.Waits.Count > 0),
            run => Assert.Equal(TriggerDriver.At(run.Second), run.Waits.Max(wait => wait.Until)));
        Assert.All(driver.State.Held, held => Assert.Contains(held.Rule, new[] { RuleName.Cooldown, RuleName.MaxRunsPerDay, RuleName.Paused }));
    }

    /// <summary>Before a spec is applied a schedule may have one of its own, that reads other files: its run takes no arrivals, and loses none.</summary>
    [Theory]
    [InlineData("/other/in.csv", 1)]
    [InlineData("/data/in.csv", 0)]
    public void Arrivals_BesideASchedule_GoWithItsRunWhereThatReadsThem_AndElseWait(string reads, int left)
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var state = new LifecycleState
        {
            Project = "p",
            Model = "m",
            Spec = Spec,
            Arrivals = [new DataArrival("lake", "1", "/data/in.csv") { At = now }],
            Due = new TrainingDue("due", Spec with { Source = new() { Path = reads } }) { At = now, First = now },
        };

        var run = Mdlc.Workflows.Lifecycle.Triggering.Gather(state, now);
        var after = Mdlc.Workflows.Lifecycle.Triggering.Take(state, now);

        Assert.Equal((reads, left), (run.Spec.Source.Path, after.Arrivals.Count));
        Assert.Equal(1 - left, run.Causes.Count(cause => cause.Trigger == RunTrigger.DataArrived));
        Assert.Null(after.Due);
    }
}
