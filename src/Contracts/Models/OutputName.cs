namespace Mdlc.Contracts.Models;

/// <summary>Names of a model's outputs, the same in the server's answers, the prediction log and <c>mdlc predict</c>.</summary>
public static class OutputName
{
    /// <summary>A value of the label.</summary>
    public const string Prediction = "prediction";

    /// <summary>Binary: of the positive value, 0..1; where the trainer is calibrated.</summary>
    public const string Probability = "probability";

    /// <summary>Binary: the trainer's raw score; above 0 is positive.</summary>
    public const string Score = "score";

    /// <summary>Multiclass: of one class, 0..1.</summary>
    public static string ProbabilityOf(string label) => $"probability.{label}";
}
