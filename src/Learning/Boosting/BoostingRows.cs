using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Boosting;

/// <summary>Rows with their labels as LightGBM takes them: 0 or 1, the number of a class from 0, or a value.</summary>
internal sealed class BoostingRows
{
    private BoostingRows(FeatureMatrix features, float[] labels) => (Features, Labels) = (features, labels);

    public FeatureMatrix Features { get; }

    /// <summary>Below 0: of a class that the training rows do not have.</summary>
    public float[] Labels { get; }

    public int Count => Labels.Length;

    public static BoostingRows Read(IDataView view, string features, string label) =>
        new(FeatureMatrix.Read(view, view.Schema[features]), LabelsOf(view, view.Schema[label]));

    /// <exception cref="InvalidDataException">That is no rows.</exception>
    public static BoostingRows Read(BinaryReader reader)
    {
        var features = FeatureMatrix.Read(reader);
        var labels = new float[features.Rows];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        return new BoostingRows(features, labels);
    }

    public void Write(BinaryWriter writer)
    {
        Features.Write(writer);
        writer.Write(MemoryMarshal.AsBytes(Labels.AsSpan()));
    }

    private static float[] LabelsOf(IDataView view, DataViewSchema.Column label) => label.Type switch
    {
        BooleanDataViewType => [.. view.GetColumn<bool>(label).Select(flag => flag ? 1f : 0f)],
        KeyDataViewType => [.. view.GetColumn<uint>(label).Select(key => key - 1f)],
        _ => [.. view.GetColumn<float>(label)],
    };
}
