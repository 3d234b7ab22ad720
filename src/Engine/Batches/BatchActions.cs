using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.WorkflowService.V1;
using Operation = Temporalio.Api.WorkflowService.V1.StartBatchOperationRequest.OperationOneofCase;

namespace Mdlc.Engine.Batches;

/// <summary>Does to one execution what a batch does to all of its own. Doing it twice, after a crash in the middle of a page, does no more.</summary>
internal sealed class BatchActions(HistoryEngine engine)
{
    /// <summary>As often as Temporal tries what another moment may allow.</summary>
    private const int MostAttempts = 50;

    /// <returns>Whether it was done; also when there is nothing left to do it to.</returns>
    public async Task<bool> DoAsync(StartBatchOperationRequest batch, WorkflowExecution execution, Pace pace, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await pace.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // A full disk may keep the commit back for ever: what was not acknowledged is done again after a restart.
                await Do(batch, execution).WaitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ServiceException refused) when (refused.Code == StatusCode.NotFound)
            {
                return true;
            }
            catch (ServiceException refused) when (refused.Code is StatusCode.ResourceExhausted or StatusCode.Unavailable && attempt < MostAttempts)
            {
            }
            catch (ServiceException)
            {
                return false;
            }
        }
    }

    private Task Do(StartBatchOperationRequest batch, WorkflowExecution execution) => batch.OperationCase switch
    {
        Operation.TerminationOperation => engine.Signals.Terminate(new()
        {
            Namespace = batch.Namespace, WorkflowExecution = execution, Reason = batch.Reason, Identity = batch.TerminationOperation.Identity,
        }),
        Operation.CancellationOperation => engine.Signals.RequestCancel(new()
        {
            Namespace = batch.Namespace, WorkflowExecution = execution, RequestId = RequestId(batch, execution), Identity = batch.CancellationOperation.Identity,
        }),
        Operation.SignalOperation => engine.Signals.Signal(new()
        {
            Namespace = batch.Namespace,
            WorkflowExecution = execution,
            SignalName = batch.SignalOperation.Signal,
            Input = batch.SignalOperation.Input,
            Identity = batch.SignalOperation.Identity,
            RequestId = RequestId(batch, execution),
        }).Commit,
        Operation.DeletionOperation => engine.Deletions.Delete(new() { Namespace = batch.Namespace, WorkflowExecution = execution }),
        Operation.ResetOperation => Reset(batch, execution),
        Operation.UpdateWorkflowOptionsOperation => engine.Options.Update(new()
        {
            Namespace = batch.Namespace,
            WorkflowExecution = execution,
            WorkflowExecutionOptions = batch.UpdateWorkflowOptionsOperation.WorkflowExecutionOptions.Clone(),
            UpdateMask = batch.UpdateWorkflowOptionsOperation.UpdateMask,
            Identity = batch.UpdateWorkflowOptionsOperation.Identity,
        }).Commit,
        Operation.UnpauseActivitiesOperation => engine.ActivityControl.Unpause(Unpause(batch.UnpauseActivitiesOperation, batch.Namespace, execution)),
        Operation.ResetActivitiesOperation => engine.ActivityControl.Reset(ResetActivities(batch.ResetActivitiesOperation, batch.Namespace, execution)),
        Operation.UpdateActivityOptionsOperation => engine.ActivityControl.UpdateOptions(Update(batch.UpdateActivityOptionsOperation, batch.Namespace, execution)).Commit,
        var other => throw new InvalidOperationException($"found a batch of {other}, which should have been refused"),
    };

    private Task Reset(StartBatchOperationRequest batch, WorkflowExecution execution)
    {
        var operation = batch.ResetOperation;
#pragma warning disable CS0612 // Deprecated by Temporal, and still what older clients send.
        var options = operation.Options ?? new ResetOptions { ResetReapplyType = operation.ResetReapplyType };
        if (operation.Options is null)
        {
            _ = operation.ResetType == ResetType.FirstWorkflowTask ? options.FirstWorkflowTask = new() : options.LastWorkflowTask = new();
        }

        var (runId, eventId) = engine.ResetTargets.Find(batch.Namespace, execution, options);
        return engine.Resets.Reset(new()
        {
            Namespace = batch.Namespace,
            WorkflowExecution = new() { WorkflowId = execution.WorkflowId, RunId = runId },
            Reason = batch.Reason,
            RequestId = RequestId(batch, execution),
            WorkflowTaskFinishEventId = eventId,
            ResetReapplyType = options.ResetReapplyType,
            ResetReapplyExcludeTypes = { options.ResetReapplyExcludeTypes },
            PostResetOperations = { operation.PostResetOperations },
            Identity = operation.Identity,
        }).Commit;
#pragma warning restore CS0612
    }

    private static UnpauseActivityRequest Unpause(BatchOperationUnpauseActivities operation, string ns, WorkflowExecution execution)
    {
        var request = new UnpauseActivityRequest
        {
            Namespace = ns,
            Execution = execution,
            Identity = operation.Identity,
            ResetAttempts = operation.ResetAttempts,
            ResetHeartbeat = operation.ResetHeartbeat,
            Jitter = operation.Jitter,
        };
        if (operation.HasType)
        {
            request.Type = operation.Type;
        }
        else
        {
            request.UnpauseAll = true;
        }

        return request;
    }

    private static ResetActivityRequest ResetActivities(BatchOperationResetActivities operation, string ns, WorkflowExecution execution)
    {
        var request = new ResetActivityRequest
        {
            Namespace = ns,
            Execution = execution,
            Identity = operation.Identity,
            ResetHeartbeat = operation.ResetHeartbeat,
            Jitter = operation.Jitter,
            KeepPaused = operation.KeepPaused,
            RestoreOriginalOptions = operation.RestoreOriginalOptions,
        };
        if (operation.HasType)
        {
            request.Type = operation.Type;
        }
        else
        {
            request.MatchAll = true;
        }

        return request;
    }

    private static UpdateActivityOptionsRequest Update(BatchOperationUpdateActivityOptions operation, string ns, WorkflowExecution execution)
    {
        var request = new UpdateActivityOptionsRequest
        {
            Namespace = ns,
            Execution = execution,
            ActivityOptions = operation.ActivityOptions?.Clone(),
            UpdateMask = operation.UpdateMask,
            RestoreOriginal = operation.RestoreOriginal,
            Identity = operation.Identity,
        };
        if (operation.HasType)
        {
            request.Type = operation.Type;
        }
        else
        {
            request.MatchAll = true;
        }

        return request;
    }

    /// <summary>The same for each try, so that an execution takes it once.</summary>
    private static string RequestId(StartBatchOperationRequest batch, WorkflowExecution execution) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{batch.JobId}\0{batch.OperationCase}\0{execution.WorkflowId}\0{execution.RunId}")).AsSpan(0, 16)).ToString();
}
