using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Runs;

/// <summary>What ends a run's stage before its time, and what people decide then.</summary>
public sealed partial class TrainingRun
{
    /// <summary>Patch: a suspended run ends when its workflow is cancelled, and does not wait to be told something else.</summary>
    private const string CancelledWhileSuspended = "cancelled-while-suspended";

    private bool _retryAsked;
    private RetryWith? _retryWith;
    private string _suspendedAt = "";

    /// <summary>Begins the suspended stage again, or leaves it out.</summary>
    /// <param name="with">What shall be different; null: nothing.</param>
    /// <returns>How the run stands, once the stage is beginning.</returns>
    [WorkflowUpdate]
    public async Task<RunReport> RetryStageAsync(RetryWith? with = null)
    {
        _retryWith = with;
        _retryAsked = true;
        await Workflow.WaitConditionAsync(() => _report.State != RunState.Suspended);
        return Progress();
    }

    [WorkflowUpdateValidator(nameof(RetryStageAsync))]
    public void ValidateRetryStage(RetryWith? with = null) =>
        RunDecisions.RequireRetry(_input.Run, _report.State, _abort.IsCancellationRequested, _suspendedAt, _spec, with);

    /// <summary>Ends the run, and whatever it is doing.</summary>
    /// <returns>How the run stood when it was told.</returns>
    [WorkflowUpdate]
    public Task<RunReport> AbortRunAsync(string reason)
    {
        Abort(reason);
        return Task.FromResult(Progress());
    }

    [WorkflowUpdateValidator(nameof(AbortRunAsync))]
    public void ValidateAbortRun(string reason) => RunDecisions.RequireAbort(_input.Run, _report.State, _abortReason);

    /// <summary>As <see cref="RetryStageAsync"/>, without an answer: for runs and tools that know only it.</summary>
    [WorkflowSignal]
    public Task RetryAsync()
    {
        _retryAsked = _report.State == RunState.Suspended;
        return Task.CompletedTask;
    }

    /// <summary>As <see cref="AbortRunAsync"/>, without an answer: for runs and tools that know only it.</summary>
    [WorkflowSignal]
    public Task AbortAsync(string reason)
    {
        Abort(reason);
        return Task.CompletedTask;
    }

    private void Abort(string reason)
    {
        _abortReason ??= reason;
        _abort.Cancel();
    }

    /// <summary>Returns when the stage shall be begun again; leaves by exception when the run ends.</summary>
    /// <returns>The interruptions that count from here on.</returns>
    private async Task<int> HandleAsync(string stage, FailureException failure, int interruptions)
    {
        var sentence = Failures.Sentence(failure);
        switch (Failures.Classify(failure))
        {
            case FailureClass.Cancelled when Workflow.CancellationToken.IsCancellationRequested:
                _stages.End(stage, StageState.Aborted, "cancelled", Workflow.UtcNow);
                throw new RunEndedException(RunState.Aborted, "The run's workflow was cancelled.");
            case FailureClass.Cancelled:
                _stages.End(stage, StageState.Aborted, _abortReason, Workflow.UtcNow);
                throw new RunEndedException(RunState.Aborted, _abortReason ?? "aborted");
            case FailureClass.Fault:
                if (Failures.Page(failure) is { } page)
                {
                    Keep(page.Name, page.File);
                }

                _stages.End(stage, StageState.Failed, sentence, Workflow.UtcNow);
                throw new RunEndedException(RunState.Failed, sentence);
            case FailureClass.Interruption when interruptions <= Interruptions.Most:
                await TellInterruptionAsync(stage, sentence, interruptions);
                return interruptions;
            default:
                await SuspendAsync(stage, sentence);
                await GoOnAsync(stage);

                // Whoever retried has looked at it.
                return Workflow.Patched(Interruptions.Told) ? 0 : interruptions;
        }
    }

    private async Task TellInterruptionAsync(string stage, string sentence, int interruptions)
    {
        if (!Workflow.Patched(Interruptions.Told))
        {
            return;
        }

        _stages.Interrupt(stage, sentence);
        await RecordAsync();
        await Workflow.WaitConditionAsync(
            () => _abort.IsCancellationRequested || Workflow.CancellationToken.IsCancellationRequested, Interruptions.Pause(interruptions), CancellationToken.None);
    }

    private async Task SuspendAsync(string stage, string sentence)
    {
        _stages.End(stage, StageState.Suspended, sentence, Workflow.UtcNow);
        _retryAsked = false;
        _retryWith = null;
        _suspendedAt = stage;
        _report = _report with { State = RunState.Suspended, Error = sentence };
        Workflow.UpsertTypedSearchAttributes(
            SearchAttributes.State.ValueSet(Word(RunState.Suspended)), SearchAttributes.Awaiting.ValueSet("retry"));
        await RecordAsync();
        await WaitForAPersonAsync();
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Awaiting.ValueUnset());
        if (!_retryAsked)
        {
            _stages.End(stage, StageState.Aborted, sentence, Workflow.UtcNow);
            throw new RunEndedException(RunState.Aborted, _abortReason ?? "The run's workflow was cancelled.");
        }

    }

    /// <summary>Goes on as the person who retried has said.</summary>
    /// <exception cref="StageSkippedException">The stage is left out.</exception>
    private async Task GoOnAsync(string stage)
    {
        var differences = _retryWith?.Spec is { } spec ? SpecDifference.Between(_spec, spec) : [];
        if (_retryWith is { } with && (with.Skip || with.Reason is not null || differences.Count > 0))
        {
            var change = new RunChange(new DateTimeOffset(Workflow.UtcNow, TimeSpan.Zero), stage, with.By, with.Reason, with.Skip, differences);
            _spec = with.Spec ?? _spec;
            _report = _report with { Metric = _spec.Evaluate.Metric ?? _report.Metric, Changes = [.. _report.Changes, change] };
        }

        _report = _report with { State = RunState.Running, Error = null };
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.State.ValueSet(Word(RunState.Running)));
        if (_retryWith is { Skip: true } left)
        {
            _stages.End(stage, StageState.Skipped, $"left out by {left.By}{(left.Reason is { } why ? $": {why}" : "")}", Workflow.UtcNow);
        }

        await RecordAsync();
        if (_retryWith is { Skip: true })
        {
            throw new StageSkippedException();
        }
    }

    private async Task WaitForAPersonAsync()
    {
        if (!Workflow.Patched(CancelledWhileSuspended))
        {
            // A cancellation alone makes no condition look again: these runs learn of it by whatever comes next.
            await Workflow.WaitConditionAsync(() => _retryAsked || _abort.IsCancellationRequested || Workflow.CancellationToken.IsCancellationRequested, CancellationToken.None);
            return;
        }

        try
        {
            await Workflow.WaitConditionAsync(() => _retryAsked || _abort.IsCancellationRequested, Workflow.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The run's state says it.
        }
    }
}
