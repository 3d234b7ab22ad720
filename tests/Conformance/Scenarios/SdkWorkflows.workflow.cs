using System.Collections.Concurrent;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The workflows that the SDK's worker runs in <see cref="SdkScenarios"/>.</summary>
public static class SdkWorkflows
{
    internal static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("ConformanceKeyword");
    internal static readonly SearchAttributeKey<long> Number = SearchAttributeKey.CreateLong("ConformanceInt");

    private static readonly ActivityOptions Quick = new() { StartToCloseTimeout = TimeSpan.FromSeconds(10), Summary = "quick" };

    [Workflow]
    public sealed class Greeting
    {
        [WorkflowRun]
        public async Task<string> RunAsync(SdkActivities.Order order)
        {
            var greeted = await Workflow.ExecuteActivityAsync(() => SdkActivities.Greet(order), Quick);
            await Workflow.DelayWithOptionsAsync(new(TimeSpan.FromMilliseconds(100), "a short rest"));
            return greeted;
        }
    }

    [Workflow]
    public sealed class LocalWork
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var options = new LocalActivityOptions
            {
                ScheduleToCloseTimeout = TimeSpan.FromSeconds(5),
                RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 2 },
            };
            var greeted = await Workflow.ExecuteLocalActivityAsync(() => SdkActivities.Greet(new("local", 1)), options);
            try
            {
                await Workflow.ExecuteLocalActivityAsync(() => SdkActivities.Break(), options);
            }
            catch (FailureException e)
            {
                return $"{greeted}, then {(e.InnerException ?? e).Message}";
            }

            return "not broken";
        }
    }

    [Workflow]
    public sealed class Patches
    {
        [WorkflowRun]
        public async Task<bool> RunAsync()
        {
            var patched = Workflow.Patched("new-way");
            Workflow.DeprecatePatch("old-way");
            await Workflow.DelayAsync(50);
            return patched && Workflow.Patched("new-way");
        }
    }

    [Workflow]
    public sealed class Failing
    {
        [WorkflowRun]
        public Task RunAsync() => throw new ApplicationFailureException(
            "broken on purpose", new InvalidOperationException("the reason"), "OnPurpose", nonRetryable: true, details: [new SdkActivities.Order("detail", 2)]);
    }

    [Workflow]
    public sealed class Stumbling
    {
        private static readonly ConcurrentDictionary<string, bool> Stumbled = new();

        /// <summary>Breaks its first workflow task with an exception that is no failure: the task fails, the workflow goes on.</summary>
        [WorkflowRun]
        public Task<string> RunAsync()
        {
            if (Stumbled.TryAdd(Workflow.Info.RunId, true))
            {
                throw new InvalidOperationException("stumbled");
            }

            return Task.FromResult("up again");
        }
    }

    [Workflow]
    public sealed class Mailbox
    {
        private readonly List<string> _received = [];
        private bool _closed;

        [WorkflowRun]
        public async Task<IReadOnlyList<string>> RunAsync()
        {
            await Workflow.WaitConditionAsync(() => _closed);
            return _received;
        }

        [WorkflowSignal]
        public Task ReceiveAsync(string letter)
        {
            _received.Add(letter);
            return Task.CompletedTask;
        }

        [WorkflowSignal]
        public Task CloseAsync()
        {
            _closed = true;
            return Task.CompletedTask;
        }

        [WorkflowQuery]
        public int Count() => _received.Count;

        [WorkflowQuery]
        public int Broken() => throw new ApplicationFailureException("cannot count", "Uncountable");
    }

    [Workflow]
    public sealed class Sender
    {
        [WorkflowRun]
        public async Task RunAsync(string receiver, string nobody)
        {
            await Workflow.GetExternalWorkflowHandle<Mailbox>(receiver).SignalAsync(m => m.ReceiveAsync("from a workflow"));
            try
            {
                await Workflow.GetExternalWorkflowHandle<Mailbox>(nobody).SignalAsync(m => m.ReceiveAsync("lost"));
            }
            catch (ApplicationFailureException)
            {
                await Workflow.GetExternalWorkflowHandle(receiver).CancelAsync();
            }
        }
    }

    [Workflow]
    public sealed class Patient
    {
        [WorkflowRun]
        public async Task RunAsync(ActivityCancellationType kind)
        {
            var options = new ActivityOptions
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(30),
                HeartbeatTimeout = TimeSpan.FromSeconds(20),
                CancellationType = kind,
            };
            await Workflow.ExecuteActivityAsync(() => SdkActivities.WaitAsync(), options);
        }
    }

    [Workflow]
    public sealed class Counter
    {
        [WorkflowRun]
        public async Task<int> RunAsync(int count)
        {
            await Workflow.DelayAsync(TimeSpan.FromSeconds(1.2));
            return count < 2 ? throw Workflow.CreateContinueAsNewException((Counter w) => w.RunAsync(count + 1)) : count;
        }
    }

    [Workflow]
    public sealed class Sleeper
    {
        [WorkflowRun]
        public async Task<double> RunAsync()
        {
            var before = Workflow.UtcNow;
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            await Workflow.DelayAsync(TimeSpan.FromDays(30));
            return Math.Round((Workflow.UtcNow - before).TotalDays);
        }
    }

    [Workflow]
    public sealed class Attributes
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            Workflow.UpsertMemo(MemoUpdate.ValueSet("added", new SdkActivities.Order("memo", 3)), MemoUpdate.ValueUnset("removed"));
            Workflow.UpsertTypedSearchAttributes(Keyword.ValueSet("after"), Number.ValueUnset());
            Workflow.CurrentDetails = "what goes on";
            await Workflow.DelayAsync(50);
        }
    }

    [Workflow]
    public sealed class Parent
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string childId, bool fail)
        {
            try
            {
                return await Workflow.ExecuteChildWorkflowAsync(
                    (Child c) => c.RunAsync(fail), new() { Id = childId, StaticSummary = "a child", Memo = new Dictionary<string, object> { ["of"] = "parent" } });
            }
            catch (ChildWorkflowFailureException e)
            {
                return $"child: {e.InnerException!.Message}";
            }
        }
    }

    [Workflow]
    public sealed class Child
    {
        [WorkflowRun]
        public Task<string> RunAsync(bool fail) =>
            fail ? throw new ApplicationFailureException("the child broke", "ChildBroke") : Task.FromResult($"child of {Workflow.Info.Parent!.WorkflowId.Split('@')[0]}");
    }

    [Workflow]
    public sealed class CancellingParent
    {
        [WorkflowRun]
        public async Task RunAsync(string childId, ChildWorkflowCancellationType kind)
        {
            await Workflow.ExecuteChildWorkflowAsync((Endless c) => c.RunAsync(), new() { Id = childId, CancellationType = kind });
        }
    }

    [Workflow]
    public sealed class Endless
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.DelayAsync(TimeSpan.FromHours(1));
    }

    /// <summary>Two versions under one name that do not schedule the same things.</summary>
    [Workflow("Changing")]
    public sealed class ChangingBefore
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            await Workflow.ExecuteActivityAsync(() => SdkActivities.Greet(new("before", 1)), Quick);
            await Workflow.WaitConditionAsync(() => false);
        }
    }

    [Workflow("Changing")]
    public sealed class ChangingAfter
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.DelayAsync(TimeSpan.FromHours(1));

        [WorkflowSignal]
        public Task WakeAsync() => Task.CompletedTask;
    }

    /// <summary>Starts another workflow by its first signal, and signals it again.</summary>
    [Workflow]
    public sealed class SignallingStarter
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string id, int times)
        {
            var told = "";
            for (var n = 1; n <= times; n++)
            {
                var handle = await Workflow.SignalWithStartWorkflowAsync(
                    (Started w) => w.RunAsync(times), (Started w) => w.HelloAsync($"hello {n}"), new(id, Workflow.Info.TaskQueue));
                told += handle.RunId is { Length: > 0 } ? "known " : "unknown ";
            }

            return told;
        }
    }

    [Workflow]
    public sealed class Started
    {
        private readonly List<string> _heard = [];

        [WorkflowRun]
        public async Task<string> RunAsync(int times)
        {
            await Workflow.WaitConditionAsync(() => _heard.Count == times);
            return string.Join(", ", _heard);
        }

        [WorkflowSignal]
        public Task HelloAsync(string word)
        {
            _heard.Add(word);
            return Task.CompletedTask;
        }
    }
}
