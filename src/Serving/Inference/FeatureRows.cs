using System.Globalization;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Snapshots;

namespace Mdlc.Serving.Inference;

/// <summary>Brings received columns into the shapes that the model takes, exactly as a snapshot's columns are brought into them for training.</summary>
internal static class FeatureRows
{
    public static ColumnarDataView Of(InferenceRequest request, IReadOnlyList<SnapshotDataViewColumn> inputs) =>
        new(inputs.Zip(request.Inputs.Select(column => column.Read), ToShape), request.Rows);

    private static ColumnarDataViewColumn ToShape(SnapshotDataViewColumn input, LoggedColumn column) => input.Kind switch
    {
        ColumnarDataViewKind.Single => ColumnarDataViewColumn.OfSingles(input.Name, [.. Numbers(column).Select(ToSingle)]),
        ColumnarDataViewKind.Double => ColumnarDataViewColumn.OfDoubles(input.Name, [.. Numbers(column)]),
        _ => ColumnarDataViewColumn.OfTexts(input.Name, Texts(column)),
    };

    /// <summary>A number beyond single precision is a missing one, as it is in training.</summary>
    private static float ToSingle(double number) => (float)number is var single && float.IsFinite(single) ? single : float.NaN;

    private static IEnumerable<double> Numbers(LoggedColumn column) => column.Values switch
    {
        long?[] numbers => numbers.Select(number => (double?)number ?? double.NaN),
        double?[] numbers => numbers.Select(number => number ?? double.NaN),
        bool?[] flags => flags.Select(flag => flag is { } known ? (known ? 1.0 : 0.0) : double.NaN),
        DateTime?[] times => times.Select(time => time is { } known ? Microseconds(known) / 1e6 : double.NaN),
        _ => ((string?[])column.Values).Select(text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN),
    };

    private static IEnumerable<string?> Texts(LoggedColumn column) => column.Values switch
    {
        long?[] numbers => numbers.Select(number => number is { } known ? CanonicalText.Of(known) : null),
        double?[] numbers => numbers.Select(number => number is { } known ? CanonicalText.Of(known) : null),
        bool?[] flags => flags.Select(flag => flag is { } known ? CanonicalText.Of(known) : null),
        DateTime?[] times => times.Select(time => time is { } known ? CanonicalText.OfTimestamp(Microseconds(known)) : null),
        _ => (string?[])column.Values,
    };

    private static long Microseconds(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
