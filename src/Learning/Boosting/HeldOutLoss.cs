using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Boosting;

/// <summary>
/// How well a model does on rows that it was not trained on, by a proper score: mean logloss, or mean squared error. Summed in the rows' order, so
/// that no number of threads changes a digit, and with it the iteration that is best.
/// </summary>
internal sealed class HeldOutLoss(ModelTask task, float[] labels, int outputs)
{
    private const double Least = 1e-15;

    private readonly double[] _predictions = new double[checked((long)labels.Length * outputs)];

    public double Of(BoosterHandle booster)
    {
        booster.PredictValidation(_predictions);
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            sum += OfRow(row);
        }

        return sum / labels.Length;
    }

    private double OfRow(int row)
    {
        var label = labels[row];
        switch (task)
        {
            case ModelTask.Regression:
                var apart = _predictions[row] - label;
                return apart * apart;
            case ModelTask.Binary:
                return -Math.Log(Math.Max(Least, label > 0 ? _predictions[row] : 1 - _predictions[row]));
            default:
                // A class that no training row has is as wrong in every iteration.
                return -Math.Log(label < 0 ? Least : Math.Max(Least, _predictions[((long)label * labels.Length) + row]));
        }
    }
}
