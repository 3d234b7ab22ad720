using System.Globalization;
using System.Text;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>
/// Reads one column's cells by the second rules: the same for CSV, JSON, texts in Parquet, and what a server receives. Immutable; any number of
/// threads may use it.
/// </summary>
public sealed class CellReader
{
    private const string CanonicalTime = "yyyy-MM-dd HH:mm:ss.ffffff";

    private readonly ColumnReading _column;
    private readonly NumberFormat? _number;
    private readonly TimeFormat? _time;
    private readonly HashSet<string> _nullWords;
    private readonly HashSet<double> _nullNumbers;

    /// <exception cref="FaultException">The column's format is none of its type.</exception>
    public CellReader(ColumnReading column)
    {
        _column = column;
        _nullWords = [.. column.NullWords.Select(CellText.Normalise).Where(word => word.Length > 0)];
        if (column.Format is { } format && column.Type is ColumnType.Integer or ColumnType.Number)
        {
            _number = NumberFormat.Parse(format) ?? throw Unfit("a notation of numbers such as #.###,# or $#,###.#");
        }
        else if (column.Format is not null && column.Type == ColumnType.Timestamp)
        {
            _time = TimeFormat.Parse(column.Format) ?? throw Unfit("a notation of times such as dd.MM.yyyy or M/d/yyyy h:mm tt");
        }

        _nullNumbers = [.. _nullWords.Select(NumberOf).OfType<double>().Where(double.IsFinite)];
    }

    public ColumnReading Column => _column;

    /// <summary>What a cell must be, for a person: "a whole number", "a time written dd.MM.yyyy".</summary>
    public string Expected => (_column.Type switch
    {
        ColumnType.Integer => "a whole number",
        ColumnType.Number => "a finite number",
        ColumnType.Boolean => "true or false",
        ColumnType.Timestamp => "a point in time",
        _ => "text",
    }) + Notation;

    private string Notation => _number is not null ? $" written {_number}"
        : _time is not null ? $" written {_time}"
        : _column.Type == ColumnType.Timestamp ? " (ISO 8601)"
        : "";

    /// <param name="canonical">
    /// The value's text: an invariant number, true or false, ISO 8601 in UTC to the microsecond, or normalised text. Empty unless there is a value.
    /// </param>
    public CellOutcome Read(string cell, out string canonical)
    {
        canonical = "";
        var text = CellText.Normalise(cell);
        if (IsMissing(text))
        {
            return CellOutcome.Missing;
        }

        var value = _column.Type switch
        {
            ColumnType.Integer or ColumnType.Number => Number(text),
            ColumnType.Boolean => Boolean(text),
            ColumnType.Timestamp => Time(text),
            _ => text,
        };
        value = IsNull(value) ? "" : value;
        canonical = value ?? "";
        return value is null ? CellOutcome.Bad : value.Length == 0 ? CellOutcome.Missing : CellOutcome.Value;
    }

    /// <summary>Whether a number is one that stands for "missing" as a text, such as -999.</summary>
    public bool IsNullNumber(double number) => _nullNumbers.Contains(number);

    /// <summary>The finite ones among the null words.</summary>
    internal IReadOnlyCollection<double> NullNumbers => _nullNumbers;

    /// <summary>Whether a normalised text is one of those that mean "missing".</summary>
    internal bool IsMissing(string normal) => normal.Length == 0 || _nullWords.Contains(normal);

    /// <summary>Whether the number is one that stands for "missing", however it is written here.</summary>
    private bool IsNull(string? number) =>
        _nullNumbers.Count > 0 && number is { Length: > 0 } && _column.Type is ColumnType.Integer or ColumnType.Number
        && _nullNumbers.Contains(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <returns>Null: it is none. Empty: not a number, which is a missing one where the column is of numbers.</returns>
    private string? Number(string text)
    {
        if (_number is not null)
        {
            return _number.TryRead(text, out var invariant) && (_column.Type == ColumnType.Number || IsWhole(invariant)) ? invariant : null;
        }

        text = WithPlainSign(text);
        var kind = PlainCell.Classify(Encoding.UTF8.GetBytes(text));
        return kind switch
        {
            CellKind.Integer => text,
            CellKind.Number when _column.Type == ColumnType.Number => text,
            CellKind.NotANumber when _column.Type == ColumnType.Number => "",
            _ => null,
        };
    }

    /// <summary>−5 with the sign that is a minus and no hyphen, and - 5.</summary>
    private static string WithPlainSign(string text)
    {
        if (text[0] is not ('-' or '−' or '+') || text.Length == 1)
        {
            return text;
        }

        var rest = text[1..].TrimStart();
        return !char.IsAsciiDigit(rest[0]) && rest[0] != '.' ? text : text[0] == '+' ? rest : $"-{rest}";
    }

    private double? NumberOf(string word) =>
        double.TryParse(_number is not null && _number.TryRead(word, out var invariant) ? invariant : word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static bool IsWhole(string invariant) => long.TryParse(invariant, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string? Boolean(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return BooleanWords.IsTrue(bytes) ? "true" : BooleanWords.IsBoolean(bytes) ? "false" : null;
    }

    /// <summary>ISO 8601 is always understood, unless the column's own format could be taken for it.</summary>
    private string? Time(string text)
    {
        if (_time is not null)
        {
            return _time.TryRead(text, out var written) || (!_time.LooksLikeIso && TimeFormat.TryReadIso(text, out written)) ? Canonical(written) : null;
        }

        return TimeFormat.TryReadIso(text, out var utc) ? Canonical(utc) : null;
    }

    private static string Canonical(DateTime utc) => utc.ToString(CanonicalTime, CultureInfo.InvariantCulture);

    private FaultException Unfit(string expected) =>
        FaultException.InSpec($"Found the format '{_column.Format}' for column '{_column.Name}' of type {_column.Type.ToString().ToLowerInvariant()}, expected {expected}; correct source.formats.");
}
