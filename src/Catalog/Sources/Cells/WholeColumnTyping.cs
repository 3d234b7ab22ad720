using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Decides what a column of texts is by the second rules: one type and one notation for all of it, a pure decision over its profile.</summary>
internal static class WholeColumnTyping
{
    private const string Compact = "yyyyMMdd";

    /// <exception cref="FaultException">Nobody can tell, and the column cannot stay text either.</exception>
    public static ColumnDecision Decide(string name, ColumnProfile profile, TypingContext context)
    {
        if (context.Format is { } format)
        {
            return new ColumnDecision(context.Type ?? TypeOf(format), format);
        }

        if (context is { IsFixed: true, Type: null })
        {
            // Nobody asks for it: it must cost no row.
            return new ColumnDecision(ColumnType.Text);
        }

        if (context.Type is not { } type)
        {
            return Infer(name, profile, context);
        }

        var seen = context.IsFixed ? null : NotationOf(name, type, profile, context);
        return new ColumnDecision(type, seen, seen is null ? null : ReadAs(name, type == ColumnType.Timestamp ? "points in time" : "numbers", seen));
    }

    private static string ReadAs(string name, string kind, string format) => $"column '{name}' is read as {kind} written {format}";

    private static ColumnType TypeOf(string format) =>
        NumberFormat.Parse(format) is not { } number ? ColumnType.Timestamp : number.Decimal is null ? ColumnType.Integer : ColumnType.Number;

    /// <summary>A type alone was stated: the notation is seen from the cells, unless most of them are plain.</summary>
    private static string? NotationOf(string name, ColumnType type, ColumnProfile profile, TypingContext context)
    {
        var values = Values(profile);
        if (type is ColumnType.Integer or ColumnType.Number && (context.Decimal == ',' || !IsMost(profile.Numbers, values)))
        {
            return Numbers(profile, values, context) is [var only] ? Stated(only.Format) : null;
        }

        if (type == ColumnType.Timestamp && !IsMost(profile.Timestamps, values))
        {
            var fits = profile.Census!.Times.Best().Where(f => IsMost(f.Count, values)).ToList();
            return fits.Count > 1
                ? throw FaultException.InData($"Column '{name}' can be read as {string.Join(" and as ", fits.Select(f => f.Pattern))}; say which with source.formats.{name}.")
                : fits.FirstOrDefault()?.Pattern;
        }

        return null;
    }

    private static ColumnDecision Infer(string name, ColumnProfile profile, TypingContext context)
    {
        var values = Values(profile);
        return values <= 0 ? new ColumnDecision(ColumnType.Text)
            : profile[CellKind.Boolean] == profile.Values ? new ColumnDecision(ColumnType.Boolean)
            : OfDigits(name, profile, values, context)
            ?? OfCodes(name, profile, values)
            ?? OfNumbers(name, profile, values, context)
            ?? OfTimes(name, profile, values)
            ?? OfText(name, profile, values, context);
    }

    /// <summary>Dates of eight digits are whole numbers too; a label's classes or amounts are none.</summary>
    private static ColumnDecision? OfDigits(string name, ColumnProfile profile, long values, TypingContext context) =>
        !context.IsLabel && profile.Census!.Times.Best().FirstOrDefault(f => f.Pattern.StartsWith(Compact, StringComparison.Ordinal)) is { } fit
            && IsMost(fit.Count, values) && fit.Count >= profile[CellKind.Integer]
            ? new ColumnDecision(ColumnType.Timestamp, fit.Pattern, ReadAs(name, "points in time", fit.Pattern))
            : null;

    /// <summary>Whole numbers that lose something as numbers.</summary>
    private static ColumnDecision? OfCodes(string name, ColumnProfile profile, long values)
    {
        var census = profile.Census!;
        if ((double)profile.Numbers / values < ColumnTyping.UnclearShare)
        {
            return null;
        }

        var why = census.LeadingZeros > 0 ? "begin with a zero"
            : census.BeyondExact > 0 ? "are beyond 2^53, where whole numbers run together"
            : census.Phones > 0 || (census.Plus > 0 && census.Minus + census.Unsigned == 0) ? "are written with a plus, as telephone numbers are"
            : null;
        var example = census.FirstCode is { } first ? $" ('{first}')" : "";
        return why is not null
            ? new ColumnDecision(ColumnType.Text, Note: $"column '{name}' is text: some of its whole numbers{example} {why}; if it holds amounts, set source.types.{name}: number")
            : OfMixedCodes(name, profile, values);
    }

    /// <summary>Digits mostly, and letters with digits among them: V45 and E11.9 beside 250 and 401. They are rare values, not mistakes.</summary>
    private static ColumnDecision? OfMixedCodes(string name, ColumnProfile profile, long values)
    {
        var census = profile.Census!;
        var odd = values - profile.Numbers - profile.Timestamps;
        return odd > 0 && census.Codes >= 2 && census.Codes * 2 >= odd
            ? new ColumnDecision(ColumnType.Text, Note: string.Create(
                CultureInfo.InvariantCulture,
                $"column '{name}' is text: {odd} of its {values} values are no numbers but look like codes ({Odd(profile)}); if they are mistakes, set source.types.{name}: number"))
            : null;
    }

    private static ColumnDecision? OfNumbers(string name, ColumnProfile profile, long values, TypingContext context)
    {
        var fits = Numbers(profile, values, context);
        var plain = profile.Numbers;
        if (context is { Decimal: ',', IsDecimalStated: false } && fits is [var grouped] && grouped.Count < plain && IsMost(plain, values))
        {
            // 1.234 would be thousands in this file, but 0.5 beside it are none.
            return new ColumnDecision(
                ColumnType.Text,
                Note: $"column '{name}' is text: its values can be read with decimal points and, as other columns have decimal commas, as numbers written {grouped.Format}; say which with source.formats.{name} (\"#.#\" or \"{grouped.Format}\")");
        }

        if (fits is [var only] && (context.Decimal == ',' || !IsMost(plain, values) || only.Count > plain))
        {
            var format = Stated(only.Format);
            var type = only.HasFractions || profile[CellKind.NotANumber] > 0 ? ColumnType.Number : ColumnType.Integer;
            return format is null
                ? new ColumnDecision(Plain(profile) == ColumnType.Number ? ColumnType.Number : type, Note: Doubt(name, fits, profile, context))
                : new ColumnDecision(type, format, ReadAs(name, "numbers", format));
        }

        if (fits.Count > 1 && !IsMost(plain, values))
        {
            return new ColumnDecision(
                ColumnType.Text,
                Note: $"column '{name}' is text: its values can be read as numbers written {string.Join(" and written ", fits.Select(f => f.Format))}; say which with source.formats.{name}, or source.decimal for the file");
        }

        return IsClear(name, "numbers", plain, values, profile) ? new ColumnDecision(Plain(profile), Note: Doubt(name, fits, profile, context)) : null;
    }

    /// <summary>950 and 1.234 may be fractions of three digits, or thousands.</summary>
    private static string? Doubt(string name, List<NotationFit> fits, ColumnProfile profile, TypingContext context) =>
        fits.Find(f => f.Format.Group == '.') is { } grouped && profile.Census!.Points > 0
            ? $"column '{name}' is read with decimal points; if these are marks of thousands, set source.formats.{name}: \"{grouped.Format}\""
            : fits.Count > 1 && fits[0].Count > profile.Numbers
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"column '{name}' is read as plain numbers, which {fits[0].Count - profile.Numbers} of its values are not; they can be read as numbers written {string.Join(" and written ", fits.Select(f => f.Format))}: say which with source.formats.{name}, or source.decimal for the file")
            : context.Decimal == ',' && profile.Census!.Points > 0
                ? $"column '{name}' is read with decimal points, though the file's decimal mark is a comma: its values can be read no other way; if they are mistakes, mend them, or set source.formats.{name}"
            : profile.Census!.FirstPaddedDecimal is { } padded
                ? $"column '{name}' is read as numbers, though some begin with a zero ('{padded}'); if they are codes, set source.types.{name}: text"
            : null;

    private static ColumnType Plain(ColumnProfile profile) =>
        profile[CellKind.Number] + profile[CellKind.NotANumber] == 0 ? ColumnType.Integer : ColumnType.Number;

    /// <summary>The notations in which clearly all values are numbers.</summary>
    private static List<NotationFit> Numbers(ColumnProfile profile, long values, TypingContext context)
    {
        var fits = profile.Census!.Numbers.Best(context.Decimal).Where(f => IsMost(f.Count, values) && IsOneUnit(profile, f)).ToList();

        // Where the other columns' mark fits nothing, it says nothing of this one.
        return fits.Count == 0 && context.Decimal is not null
            ? [.. profile.Census.Numbers.Best(null).Where(f => IsMost(f.Count, values) && IsOneUnit(profile, f) && f.Format.Decimal is null)]
            : fits;
    }

    /// <summary>5 kg among 5 g, or 5 among 5 %, are not numbers of one kind: then not one cell may be otherwise.</summary>
    private static bool IsOneUnit(ColumnProfile profile, NotationFit fit) =>
        fit.Format.Prefix.Length + fit.Format.Suffix.Length == 0 || profile.Census!.Numbers.Units.Count == 1;

    /// <summary>What need not be stated is plain.</summary>
    private static string? Stated(NumberFormat format) =>
        format.Prefix.Length + format.Suffix.Length == 0 && format.Group is null && format.Decimal is null or '.' ? null : format.ToString();

    private static ColumnDecision? OfTimes(string name, ColumnProfile profile, long values)
    {
        var fits = profile.Census!.Times.Best().Where(f => IsMost(f.Count, values)).ToList();
        return fits switch
        {
            [var only] => new ColumnDecision(ColumnType.Timestamp, only.Pattern, ReadAs(name, "points in time", only.Pattern) + Otherwise(only)),
            [_, ..] => new ColumnDecision(
                ColumnType.Text,
                Note: $"column '{name}' is text: its values can be read as {string.Join(" and as ", fits.Select(f => f.Pattern))}; say which with source.formats.{name}"),
            _ => IsClear(name, "timestamps", profile.Timestamps, values, profile) ? new ColumnDecision(ColumnType.Timestamp) : null,
        };
    }

    /// <summary>Where some days and months can only be the other way round, others may be so and nobody sees it.</summary>
    private static string Otherwise(TimeFit fit) => fit.Otherwise == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $", but {fit.Otherwise} of its values are so only with day and month in the other order: more of them may be meant so and are then read wrongly; mend the file");

    /// <summary>Text, with a word where it nearly was something else.</summary>
    private static ColumnDecision OfText(string name, ColumnProfile profile, long values, TypingContext context)
    {
        var census = profile.Census!;
        if ((double)census.Numbers.Count / values >= ColumnTyping.UnclearShare)
        {
            var units = census.Numbers.Units;
            var why = units.Count > 1 ? $"not of one unit ({string.Join(", ", units.Take(4))})"
                : context.Decimal is { } mark ? $"not in one notation with the decimal mark '{mark}'"
                : "not in one notation";
            return new ColumnDecision(ColumnType.Text, Note: string.Create(
                CultureInfo.InvariantCulture,
                $"column '{name}' is text: {census.Numbers.Count} of its {values} values are numbers, but {why}; mend it, or say how it is read with source.formats.{name}"));
        }

        return census.Times.Best() is [var times, ..] && (double)times.Count / values >= ColumnTyping.UnclearShare
            ? new ColumnDecision(ColumnType.Text, Note: string.Create(
                CultureInfo.InvariantCulture,
                $"column '{name}' is text: {times.Count} of its {values} values are points in time written {times.Pattern}, the others are not; mend them, or set source.formats.{name}"))
            : new ColumnDecision(ColumnType.Text);
    }

    private static long Values(ColumnProfile profile) => profile.Values - profile[CellKind.NotANumber];

    private static bool IsMost(long count, long values) => count >= ColumnTyping.ClearShare * values;

    /// <exception cref="FaultException">Between the two shares.</exception>
    private static bool IsClear(string name, string kind, long count, long values, ColumnProfile profile) =>
        ColumnTyping.IsClear(name, kind, count, values, profile);

    private static string Odd(ColumnProfile profile) => string.Join(", ", profile.OddValues.Take(3).Select(o => $"'{o.Text}'"));
}
