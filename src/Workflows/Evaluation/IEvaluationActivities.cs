using Temporalio.Activities;

namespace Mdlc.Workflows.Evaluation;

/// <summary>What the candidate is worth, on rows it never saw.</summary>
public interface IEvaluationActivities
{
    [Activity]
    Task<EvaluateResult> EvaluateAsync(EvaluateInput input);

    /// <summary>Pass, fail or inconclusive: by confidence limits, and by a paired comparison with the champion.</summary>
    [Activity]
    Task<GateResult> GateAsync(GateInput input);
}
