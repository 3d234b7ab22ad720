using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.DataViews;

/// <summary>How a task's label is read from a snapshot and shown to a trainer: a flag, the number of a class, or a float.</summary>
/// <param name="Positive">Binary: the text that counts as true; null: <c>true</c> or <c>1</c>.</param>
public sealed record SnapshotLabel(string Name, ColumnType Type, ModelTask Task, string? Positive)
{
    private const int ShownValues = 5;

    /// <exception cref="FaultException">The snapshot has no such column.</exception>
    public static SnapshotLabel Of(string label, IReadOnlyList<SnapshotColumn> columns, ModelTask task, string? positive)
    {
        var column = columns.FirstOrDefault(c => c.Name == label)
            ?? throw FaultException.InSpec(
                $"Found no column '{label}' for the label among {string.Join(", ", columns.Select(c => c.Name))}; name one of these as label.");
        return new SnapshotLabel(column.Name, column.Type, task, positive);
    }

    /// <summary>The column to load: a number in double precision, so that a model is judged by the label as it stands.</summary>
    public SnapshotDataViewColumn Source =>
        new(Name, Type, Task == ModelTask.Regression ? ColumnarDataViewKind.Double : ColumnarDataViewKind.Text);

    /// <summary>The distinct values in their order, numbers by size and texts by ordinal: the same whatever the order of the rows.</summary>
    public static IReadOnlyList<string> ClassesOf(ColumnarDataViewColumn loaded)
    {
        var texts = loaded.Texts!.Where(text => text.Length > 0).ToArray();
        var numbers = Array.ConvertAll(texts, text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
        if (numbers.Any(double.IsNaN))
        {
            Array.Sort(texts, StringComparer.Ordinal);
        }
        else
        {
            Array.Sort(numbers, texts);
        }

        return texts;
    }

    /// <summary>The loaded column in the shape the task's trainers take.</summary>
    /// <param name="rescaling">Regression: the plan's.</param>
    public ColumnarDataViewColumn ForTrainer(ColumnarDataViewColumn loaded, Rescaling? rescaling = null) => Task == ModelTask.Regression
        ? ColumnarDataViewColumn.OfSingles(Name, Array.ConvertAll((double[])loaded.Values, (rescaling ?? Rescaling.None).ToSingle))
        : ForJudging(loaded, ClassesOf(loaded));

    /// <summary>The loaded column as the truth that predictions are measured by: numbers as they stand.</summary>
    /// <param name="classes">Multiclass: the classes a model knows; a value that is none of them becomes "none".</param>
    public ColumnarDataViewColumn ForJudging(ColumnarDataViewColumn loaded, IReadOnlyList<string> classes) => Task switch
    {
        ModelTask.Binary => ToFlags(loaded),
        ModelTask.Multiclass => ToKeys(loaded, classes),
        _ => loaded,
    };

    /// <summary>Fails unless the label can teach something: two classes at least, a positive value that occurs, numbers that are not all missing.</summary>
    /// <param name="rescaling">Regression: the plan's.</param>
    public void Check(ColumnarDataViewColumn loaded, int rows, Rescaling? rescaling)
    {
        if (Task == ModelTask.Regression)
        {
            CheckNumbers((double[])loaded.Values, rows, rescaling ?? Rescaling.None);
            return;
        }

        var classes = ClassesOf(loaded);
        if (classes.Count < 2)
        {
            throw FaultException.InData(
                $"Found {classes.Count} class{(classes.Count == 1 ? $" ({classes[0]})" : "es")} in label '{Name}' over {rows} training rows, "
                + "expected at least 2; give rows of every class.");
        }

        RequirePositive(classes);
    }

    /// <summary>Fails where a binary label never has the value that counts as true.</summary>
    /// <exception cref="FaultException">The spec's positive value does not occur.</exception>
    public void RequirePositive(IReadOnlyList<string> classes)
    {
        if (Task == ModelTask.Binary && !classes.Any(IsPositive))
        {
            throw FaultException.InSpec(
                $"Found the values {Show(classes)} in label '{Name}', expected the positive value {PositiveText()} among them; set 'positive'.");
        }
    }

    private void CheckNumbers(double[] values, int rows, Rescaling rescaling)
    {
        var bad = values.Count(value => !double.IsFinite(value));
        if (bad > 0)
        {
            throw FaultException.InData(
                $"Found {bad} of {rows} training rows whose label '{Name}' is no finite number; a regression needs one in each row.");
        }

        var beyond = values.Count(value => !float.IsFinite(rescaling.ToSingle(value)));
        if (beyond > 0)
        {
            throw FaultException.InData(
                $"Found {beyond} of {rows} training rows whose label '{Name}' is too far from the others for single precision, in which trainers "
                + "compute; expected numbers of about one size. Correct those rows, let an expectation's min and max quarantine them, or set "
                + "transform.rescaleLabel: true.");
        }
    }

    private static string Show(IReadOnlyList<string> classes) =>
        string.Join(", ", classes.Take(ShownValues)) + (classes.Count > ShownValues ? $" and {classes.Count - ShownValues} more" : "");

    private string PositiveText() => Positive is null ? "'true' or '1'" : $"'{Positive}'";

    private bool IsPositive(string text)
    {
        if (Positive is null)
        {
            return text is "true" or "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        }

        return Type switch
        {
            ColumnType.Text => text == Positive,
            ColumnType.Boolean => text.Equals(Positive, StringComparison.OrdinalIgnoreCase),
            _ => SameNumber(text, Positive) || text == Positive,
        };
    }

    private static bool SameNumber(string left, string right) =>
        double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
        && a == b;

    private ColumnarDataViewColumn ToFlags(ColumnarDataViewColumn loaded)
    {
        var positive = loaded.Texts!.Select(IsPositive).ToArray();
        return ColumnarDataViewColumn.OfFlags(Name, Array.ConvertAll((int[])loaded.Values, code => positive[code]));
    }

    private ColumnarDataViewColumn ToKeys(ColumnarDataViewColumn loaded, IReadOnlyList<string> classes)
    {
        var numbers = classes.Select((name, i) => (name, key: (uint)i + 1)).ToDictionary(c => c.name, c => c.key, StringComparer.Ordinal);
        var keys = loaded.Texts!.Select(text => numbers.GetValueOrDefault(text)).ToArray();
        return ColumnarDataViewColumn.OfKeys(Name, Array.ConvertAll((int[])loaded.Values, code => keys[code]), classes);
    }
}
