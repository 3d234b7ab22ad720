using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The workflows that the SDK's worker runs in <see cref="SdkUpdatesScenarios"/>.</summary>
public static class SdkUpdateWorkflows
{
    /// <summary>Keeps a number that updates change, until it is told to end.</summary>
    [Workflow]
    public sealed class Account
    {
        private readonly Temporalio.Workflows.Semaphore _one = new(1);
        private long _balance;
        private bool _ended;

        [WorkflowRun]
        public async Task<long> RunAsync(bool waitsForHandlers)
        {
            await Workflow.WaitConditionAsync(() => _ended);
            if (waitsForHandlers)
            {
                await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
            }

            return _balance;
        }

        [WorkflowUpdateValidator(nameof(DepositAsync))]
        public void ValidateDeposit(long amount)
        {
            if (amount <= 0)
            {
                throw new ApplicationFailureException($"found {amount}, expected more than nothing", "BadAmount");
            }
        }

        [WorkflowUpdate("Deposit")]
        public async Task<long> DepositAsync(long amount)
        {
            if (amount > 1000)
            {
                throw new ApplicationFailureException("so much money is not real", "Unreal");
            }

            await Workflow.DelayAsync(1);
            return _balance += amount;
        }

        [WorkflowUpdate("Greet")]
        public async Task<string> GreetAsync(string name)
        {
            await _one.WaitAsync();
            try
            {
                return await Workflow.ExecuteActivityAsync(
                    () => SdkActivities.Greet(new(name, 1)), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            }
            finally
            {
                _one.Release();
            }
        }

        [WorkflowUpdate("Wait", UnfinishedPolicy = HandlerUnfinishedPolicy.Abandon)]
        public Task WaitAsync() => Workflow.DelayAsync(TimeSpan.FromHours(1));

        [WorkflowUpdate("End")]
        public Task<long> EndAsync()
        {
            _ended = true;
            return Task.FromResult(_balance);
        }

        [WorkflowSignal("End")]
        public Task EndBySignalAsync()
        {
            _ended = true;
            return Task.CompletedTask;
        }

        [WorkflowQuery("Balance")]
        public long Balance() => _balance;
    }

    /// <summary>Continues as new with each update, so that the next one meets another run.</summary>
    [Workflow]
    public sealed class Chain
    {
        private int _steps;

        [WorkflowRun]
        public async Task<int> RunAsync(int steps)
        {
            await Workflow.WaitConditionAsync(() => _steps > 0 && Workflow.AllHandlersFinished);
            return steps + _steps >= 2 ? steps + _steps : throw Workflow.CreateContinueAsNewException((Chain w) => w.RunAsync(steps + _steps));
        }

        [WorkflowUpdate("Step")]
        public Task<int> StepAsync() => Task.FromResult(++_steps);
    }
}
