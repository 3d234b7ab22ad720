using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Mdlc.Tests.Shared.Servers;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Schedules;

/// <summary>Generated specs and their times, on the engine and on the real server. A seed that fails repeats.</summary>
public sealed class ScheduleTimesTests(ConformanceServers servers)
{
    private const int SpecsPerSeed = 40;
    private const int TimesCompared = 300;

    /// <summary>How many schedules the real server is given at once.</summary>
    private const int AtOnce = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task GeneratedSpecs_HaveTheSameTimes(int seed)
    {
        Assert.SkipUnless(RealServer.IsAtHand, RealServer.Needed);
        var version = await servers.RealVersionAsync();
        Assert.SkipUnless(version == GoldenStore.ServerVersion, $"the real server here is {version}, the reference {GoldenStore.ServerVersion}");
        var name = string.Create(CultureInfo.InvariantCulture, $"seed {seed}");

        var theirs = servers.DriveAsync(name, ServerKind.Real, run => RecordTimesAsync(run, seed));
        var ours = servers.DriveAsync(name, ServerKind.Engine, run => RecordTimesAsync(run, seed));

        if (DocumentDiff.Describe(await ours, await theirs) is { } difference)
        {
            Assert.Fail(difference);
        }
    }

    private static async Task RecordTimesAsync(ScenarioRun run, int seed)
    {
        var generator = new SpecGenerator(seed);
        var cases = Enumerable.Range(0, SpecsPerSeed).Select(i => (Name: $"schedule {i}", Spec: generator.Spec(), Start: generator.Start()));
        foreach (var chunk in cases.Chunk(AtOnce))
        {
            var times = await Task.WhenAll(chunk.Select(one => TimesAsync(run, run.Id(one.Name), one.Spec, one.Start)));
            foreach (var (one, answer) in chunk.Zip(times))
            {
                run.Record($"{one.Name} from {one.Start:s}: {one.Spec}", answer);
            }
        }
    }

    private static async Task<string> TimesAsync(ScenarioRun run, string id, ScheduleSpec spec, DateTime start)
    {
        var create = new CreateScheduleRequest
        {
            Namespace = run.Namespace,
            ScheduleId = id,
            RequestId = Guid.NewGuid().ToString(),
            Schedule = new()
            {
                Spec = spec,
                Action = new() { StartWorkflow = new() { WorkflowId = id, WorkflowType = new() { Name = "Any" }, TaskQueue = new() { Name = run.TaskQueue } } },
                State = new() { Paused = true },
            },
        };
        var list = new ListScheduleMatchingTimesRequest
        {
            Namespace = run.Namespace,
            ScheduleId = id,
            StartTime = start.ToTimestamp(),
            EndTime = start.AddYears(3).ToTimestamp(),
        };
        await run.Service.CreateScheduleAsync(create, ScenarioRun.Rpc());
        var times = await run.Service.ListScheduleMatchingTimesAsync(list, ScenarioRun.Rpc());
        await run.Service.DeleteScheduleAsync(new() { Namespace = run.Namespace, ScheduleId = id }, ScenarioRun.Rpc());

        // As seconds: times as text would be normalised away.
        return string.Join(' ', times.StartTime.Take(TimesCompared).Select(time => time.Seconds));
    }
}
