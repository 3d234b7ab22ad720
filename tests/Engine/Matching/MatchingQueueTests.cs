using System.Runtime.CompilerServices;
using Mdlc.Engine.Matching;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Matching;

public sealed class MatchingQueueTests
{
    private static readonly DeploymentVersion First = new("deployment", "1");
    private static readonly DeploymentVersion Second = new("deployment", "2");

    private readonly FakeTimeProvider _time = new();
    private readonly MatchingQueue _queue;

    public MatchingQueueTests() => _queue = new MatchingQueue(_time);

    [Fact]
    public void Tasks_LeaveByPriorityThenInOrder()
    {
        var (low, first, second, high) = (new Item { Priority = 5 }, new Item(), new Item(), new Item { Priority = 1 });
        foreach (var item in new[] { low, first, second, high })
        {
            _queue.Add(item);
        }

        Assert.Equal([high, first, second, low], [Poll(), Poll(), Poll(), Poll()]);
    }

    [Fact]
    public void Task_ThatWasPutBack_LeavesFirst()
    {
        var (first, second) = (new Item(), new Item());
        _queue.Add(first);
        _queue.Add(second);

        _queue.PutBack(Poll()!);

        Assert.Same(first, Poll());
    }

    [Fact]
    public async Task CancelledPoll_LosesNoTask()
    {
        var gone = new Poller("gone", "");
        _queue.Poll(gone);
        _queue.Cancel(gone);
        var item = new Item();

        _queue.Add(item);

        Assert.Null(await gone.Result);
        Assert.Same(item, Poll());
    }

    [Fact]
    public void RateLimit_OfTheWorkers_HoldsTasksBackUntilTheirTime()
    {
        _queue.LimitByWorker(0.5);
        var (first, second) = (new Item(), new Item());
        _queue.Add(first);
        _queue.Add(second);

        Assert.Same(first, Poll());
        var waiting = new Poller("waiting", "");
        _queue.Poll(waiting);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(waiting.Result.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(waiting.Result.IsCompletedSuccessfully);
    }

    [Fact]
    public void RateLimit_OfAnOperator_CountsInsteadOfTheWorkers()
    {
        _queue.LimitByWorker(100);
        _queue.Configure(0, new Dictionary<string, float>());
        _queue.Add(new Item());
        Assert.Null(Poll());

        _queue.Configure(null, new Dictionary<string, float>());

        Assert.NotNull(Poll());
    }

    [Fact]
    public void RateLimit_TaskThatWasPutBack_CostsNothing()
    {
        _queue.LimitByWorker(1);
        var item = new Item();
        _queue.Add(item);

        _queue.PutBack(Poll()!);

        Assert.Same(item, Poll());
    }

    [Fact]
    public void FairnessKeys_TakeTurnsByTheirWeights()
    {
        for (var i = 0; i < 4; i++)
        {
            _queue.Add(new Item { FairnessKey = "many" });
        }

        _queue.Add(new Item { FairnessKey = "heavy", FairnessWeight = 2 });
        _queue.Add(new Item { FairnessKey = "heavy", FairnessWeight = 2 });
        _queue.Add(new Item { FairnessKey = "few" });

        Assert.Equal(["heavy", "many", "heavy", "few", "many", "many", "many"], Enumerable.Range(0, 7).Select(_ => Poll()!.FairnessKey));
    }

    [Fact]
    public void FairnessWeights_OfAnOperator_CountInsteadOfTheTasks()
    {
        _queue.Configure(null, new Dictionary<string, float> { ["a"] = 10 });
        foreach (var key in new[] { "b", "b", "a", "a" })
        {
            _queue.Add(new Item { FairnessKey = key });
        }

        Assert.Equal(["a", "a", "b", "b"], Enumerable.Range(0, 4).Select(_ => Poll()!.FairnessKey));
    }

    [Fact]
    public void StaleTask_IsDropped()
    {
        _queue.Add(new Item { Stale = true });
        var item = new Item();
        _queue.Add(item);

        Assert.Same(item, Poll());
    }

    [Fact]
    public void WorkerThatShutsDown_EndsItsPollsOnly()
    {
        var (mine, other) = (new Poller("a", "key-a"), new Poller("b", "key-b"));
        _queue.Poll(mine);
        _queue.Poll(other);

        _queue.CancelWorker("key-a");

        Assert.True(mine.Result.IsCompleted);
        Assert.False(other.Result.IsCompleted);
    }

    [Fact]
    public void PollersWithin_ForgetsAfterTheSpan()
    {
        var poller = new Poller("a", "");
        _queue.Poll(poller);
        _queue.Cancel(poller);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(_queue.HasPollerWithin(TimeSpan.FromSeconds(10)));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_queue.HasPollerWithin(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void TaskForACache_GoesToTheWorkerWhoseQueueItIs_WhateverVersionItIsBoundTo()
    {
        var item = new Item { ForCache = true, Directive = new("workflow", VersioningBehavior.Pinned, First) };

        _queue.Add(item);

        Assert.Same(item, Poll());
    }

    [Fact]
    public void DeliveredTask_IsNotKeptByTheMemoryOfItsPoller()
    {
        var delivered = Deliver();

        GC.Collect();

        Assert.False(delivered.IsAlive);
        Assert.Single(_queue.Describe().Pollers);
    }

    [Fact]
    public void Routing_ThatChangesNothing_LeavesTheTasksWhereTheyAre()
    {
        var routing = new QueueRouting { Members = new HashSet<DeploymentVersion> { First }, Current = new(First, 1) };
        _queue.Route(routing);
        var item = new Item();
        _queue.Add(item);
        var looks = item.Looks;

        _queue.Route(routing with { Members = new HashSet<DeploymentVersion> { First }, Current = new(First, 2) });

        Assert.Equal(looks, item.Looks);
        Assert.Same(item, Poll(First));
    }

    [Fact]
    public void Tasks_OfSeveralVersions_ThatAreRoutedTogether_LeaveInTheOrderInWhichTheyCame()
    {
        _queue.Route(new() { Members = new HashSet<DeploymentVersion> { First }, Current = new(Second, 1) });
        var bound = new VersionDirective("workflow", VersioningBehavior.Pinned, First, IsActivity: true);
        QueueTask[] tasks = [new Item(), new Item { Directive = bound }, new Item()];
        foreach (var task in tasks)
        {
            _queue.Add(task);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _queue.Route(QueueRouting.None);

        Assert.Equal(tasks, [Poll()!, Poll()!, Poll()!]);
    }

    [Fact]
    public void Routing_WithoutAVersion_ForgetsWhoPolledForIt()
    {
        Assert.Null(Poll(First));
        Assert.Single(_queue.Describe().Pollers);

        _queue.Route(QueueRouting.None);

        Assert.Empty(_queue.Describe().Pollers);
    }

    /// <summary>Not inlined, so that nothing but the queue could keep the task.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Deliver()
    {
        _queue.Add(new Item());
        return new(Poll());
    }

    private QueueTask? Poll(DeploymentVersion? version = null)
    {
        var poller = new Poller("worker", "", version: version);
        _queue.Poll(poller);
        _queue.Cancel(poller);
        return poller.Result.Result;
    }

    private sealed class Item : QueueTask
    {
        public bool Stale { get; init; }

        public bool ForCache { get; init; }

        public override bool IsForCache => ForCache;

        /// <summary>How often the queue has asked whether it is still wanted.</summary>
        public int Looks { get; private set; }

        public override bool IsStale
        {
            get
            {
                Looks++;
                return Stale;
            }
        }
    }
}
