using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mdlc.Learning.Boosting;

/// <summary>A model in the making. It reads its data sets as long as it lives: they are released after it.</summary>
internal sealed class BoosterHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private const int Validation = 1;
    private const int AsRawScores = 1;

    public static BoosterHandle Create(DatasetHandle rows, string parameters)
    {
        NativeLightGbm.Check(NativeLightGbm.CreateBooster(rows, parameters, out var booster));
        return booster;
    }

    public static BoosterHandle Load(string text)
    {
        NativeLightGbm.Check(NativeLightGbm.LoadBooster(text, out _, out var booster));
        return booster;
    }

    public void Validate(DatasetHandle rows) => NativeLightGbm.Check(NativeLightGbm.AddValidation(this, rows));

    /// <returns>False when no leaf can be split any more.</returns>
    public bool Update()
    {
        NativeLightGbm.Check(NativeLightGbm.Update(this, out var finished));
        return finished == 0;
    }

    /// <summary>What the model says of the validation rows: values, or the probabilities of each class in turn.</summary>
    public unsafe void PredictValidation(double[] predictions)
    {
        fixed (double* first = predictions)
        {
            NativeLightGbm.Check(NativeLightGbm.GetPredictions(this, Validation, out var count, first));
            if (count != predictions.Length)
            {
                throw new LightGbmException($"it predicted {count} values of {predictions.Length}");
            }
        }
    }

    /// <summary>Raw scores of rows, one after the other.</summary>
    public unsafe double[] Predict(float[] rows, int columns, int outputs)
    {
        var predictions = new double[rows.Length / columns * outputs];
        fixed (float* data = rows)
        fixed (double* first = predictions)
        {
            NativeLightGbm.Check(NativeLightGbm.Predict(
                this, data, NativeLightGbm.Float32, rows.Length / columns, columns, 1, AsRawScores, 0, -1, "num_threads=1", out _, first));
        }

        return predictions;
    }

    public unsafe string Text()
    {
        NativeLightGbm.Check(NativeLightGbm.SaveBooster(this, 0, -1, 0, 0, out var length, null));
        var text = new byte[length];
        fixed (byte* first = text)
        {
            NativeLightGbm.Check(NativeLightGbm.SaveBooster(this, 0, -1, 0, length, out length, first));
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    protected override bool ReleaseHandle() => NativeLightGbm.FreeBooster(handle) == 0;
}
