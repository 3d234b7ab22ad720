using System.Globalization;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Inference;

/// <summary>Brings received columns into the shapes that the model takes, exactly as a snapshot's columns are brought into them for training.</summary>
internal static class FeatureRows
{
    public static ColumnarDataView Of(InferenceRequest request, IReadOnlyList<SnapshotDataViewColumn> inputs) =>
        new(inputs.Zip(request.Inputs.Select(column => column.Read), ToShape), request.Rows);

    private static ColumnarDataViewColumn ToShape(SnapshotDataViewColumn input, LoggedColumn column) => input.Kind switch
    {
        ColumnarDataViewKind.Single => ColumnarDataViewColumn.OfSingles(input.Name, [.. Singles(column, input.Rescaling)]),
        ColumnarDataViewKind.Double => ColumnarDataViewColumn.OfDoubles(input.Name, [.. Numbers(column)]),
        _ => ColumnarDataViewColumn.OfTexts(input.Name, Texts(column)),
    };

    private static IEnumerable<float> Singles(LoggedColumn column, Rescaling rescaling) => column.Values is long?[] whole
        ? whole.Select(number => number is { } known ? rescaling.ToSingle(known) : float.NaN)
        : Numbers(column).Select(rescaling.ToSingle);

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
