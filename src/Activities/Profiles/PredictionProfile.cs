using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Profiles;

/// <summary>What a model says of rows as one more column: probabilities of the positive class, predicted classes, or numbers.</summary>
internal static class PredictionProfile
{
    public static ColumnProfile Of(ModelOutput output) => output.ClassScores is null
        ? ProfileBuilder.Numeric(DataProfile.PredictionName, [.. output.Scores])
        : ProfileBuilder.Categorical(DataProfile.PredictionName, Enumerable.Range(0, output.Count).Select(row => (string?)output.Classes[output.PredictedClass(row)]));
}
