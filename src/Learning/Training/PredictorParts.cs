using System.Reflection;
using Microsoft.ML.Trainers;

namespace Mdlc.Learning.Training;

/// <summary>What a predictor is put together from.</summary>
internal static class PredictorParts
{
    /// <summary>Without the calibration around it; of one against all, the predictors of the classes in their order. Of a simple one itself.</summary>
    public static IReadOnlyList<object> Of(object model) => model switch
    {
        OneVersusAllModelParameters when Part(model, "SubModelParameters") is IEnumerable<object> classes => [.. classes.SelectMany(Of)],
        _ => Part(model, "SubModel") is { } calibrated ? Of(calibrated) : [model],
    };

    // ML.NET does not show what such a model is made of; where it is called otherwise, nothing is known of the model.
    private static object? Part(object model, string name) =>
        model.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault(property => property.Name == name)?.GetValue(model);
}
