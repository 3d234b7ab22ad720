using Mdlc.Engine.Kernel;
using Mdlc.Engine.Workers;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;

namespace Mdlc.Engine.Tests.Workers;

public sealed class WorkerRegistryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Worker_IsForgottenFiveMinutesAfterItsLastHeartbeat()
    {
        var registry = new WorkerRegistry(new(), _time);
        registry.Record("ns", [Worker("gone"), Worker("alive")]);

        _time.Advance(TimeSpan.FromMinutes(4));
        registry.Record("ns", [Worker("alive")]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["alive", "gone"], Keys(registry));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["alive"], Keys(registry));
        Assert.Null(registry.Find("ns", "gone"));
        Assert.NotNull(registry.Find("ns", "alive"));
    }

    [Fact]
    public void WorkerThatHasShutDown_IsForgottenAtOnce()
    {
        var registry = new WorkerRegistry(new(), _time);
        registry.Record("ns", [Worker("a"), Worker("b")]);

        registry.Record("ns", [new() { WorkerInstanceKey = "a", Status = WorkerStatus.Shutdown }]);

        Assert.Equal(["b"], Keys(registry));
    }

    [Fact]
    public void Namespaces_DoNotSeeEachOther()
    {
        var registry = new WorkerRegistry(new(), _time);
        registry.Record("ns", [Worker("a")]);
        registry.Record("other", [new() { WorkerInstanceKey = "a", Status = WorkerStatus.Shutdown }, Worker("b")]);

        Assert.Equal(["a"], Keys(registry));
        Assert.Null(registry.Find("ns", "b"));
    }

    [Fact]
    public void TooMany_LoseWhoWasHeardOfLongestAgo_ButNobodyOfTheLastMinute()
    {
        var registry = new WorkerRegistry(new EngineLimits { WorkersRemembered = 2 }, _time);
        registry.Record("ns", [Worker("a"), Worker("b"), Worker("c")]);
        Assert.Equal(3, Keys(registry).Count());

        _time.Advance(TimeSpan.FromSeconds(61));
        registry.Record("ns", [Worker("d")]);

        Assert.Equal(["c", "d"], Keys(registry));
    }

    private static IEnumerable<string> Keys(WorkerRegistry registry) => registry.Find("ns", _ => true, withSystem: false).Select(worker => worker.WorkerInstanceKey);

    private static WorkerHeartbeat Worker(string key) => new() { WorkerInstanceKey = key, TaskQueue = "queue", Status = WorkerStatus.Running };
}
