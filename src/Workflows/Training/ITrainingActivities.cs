using Temporalio.Activities;

namespace Mdlc.Workflows.Training;

/// <summary>Fits the model, in a process of its own.</summary>
public interface ITrainingActivities
{
    [Activity]
    Task<TrainResult> TrainAsync(TrainInput input);
}
