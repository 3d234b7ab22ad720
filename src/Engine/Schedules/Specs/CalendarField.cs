using System.Globalization;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>One field of a calendar: its name in messages, the values it takes, and how it is written as text.</summary>
/// <param name="Default">What an empty text stands for.</param>
/// <param name="Names">Words for values, matched by their beginning.</param>
/// <param name="ShortestName">The fewest letters that a word must have.</param>
/// <param name="FirstNamed">The value of the first word.</param>
internal sealed record CalendarField(
    string Name, string Default, int Minimum, int Maximum, string[]? Names = null, int ShortestName = 0, int FirstNamed = 0)
{
    public const int FirstYear = 2000;
    public const int LastYear = 2100;

    /// <summary>Sunday may be written 7 and is always kept as 0.</summary>
    private const int SundayAfterSaturday = 7;

    public static readonly CalendarField Second = new("Second", "0", 0, 59);
    public static readonly CalendarField Minute = new("Minute", "0", 0, 59);
    public static readonly CalendarField Hour = new("Hour", "0", 0, 23);
    public static readonly CalendarField DayOfMonth = new("DayOfMonth", "*", 1, 31);
    public static readonly CalendarField Month = new(
        "Month", "*", 1, 12,
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"], 3, 1);

    public static readonly CalendarField Year = new("Year", "*", FirstYear, LastYear);
    public static readonly CalendarField DayOfWeek = new(
        "DayOfWeek", "*", 0, SundayAfterSaturday, ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], 2);

    private bool IsDayOfWeek => this == DayOfWeek;

    /// <summary>
    /// Reads a comma-separated list of <c>*</c>, <c>x</c>, <c>x-z</c>, <c>x-z/y</c> and <c>x/y</c> (from x to the end in steps of y).
    /// Ends and steps that say nothing are left 0, as Temporal stores them.
    /// </summary>
    /// <exception cref="InvalidSpecException">The text is no such list, or a value is out of range.</exception>
    public IReadOnlyList<Range> Parse(string text)
    {
        var trimmed = text.Trim();
        var list = trimmed.Length == 0 ? Default : trimmed;
        // Every year is no range at all: a list that need not grow with the years.
        return this == Year && list == "*" ? [] : [.. list.Split(',').SelectMany(ParsePart)];
    }

    /// <summary>What is wrong with ranges that came as numbers.</summary>
    public IEnumerable<string> Errors(IEnumerable<Range> ranges)
    {
        var maximum = IsDayOfWeek ? SundayAfterSaturday - 1 : Maximum;
        foreach (var range in ranges)
        {
            if (range.Start < Minimum || range.Start > maximum)
            {
                yield return $"{Name} Start is not in range [{Minimum}-{maximum}]";
            }

            if (range.End != 0 && (range.End < range.Start || range.End > maximum))
            {
                yield return $"{Name} End is before Start or not in range [{Minimum}-{maximum}]";
            }

            if (range.Step < 0)
            {
                yield return $"{Name} has invalid Step";
            }
        }
    }

    private IEnumerable<Range> ParsePart(string part)
    {
        var (values, step) = SplitStep(part);
        var (start, end) = values == "*" ? (Minimum, Maximum) : Bounds(values, hasStep: step is not null);
        var by = step ?? 1;
        if (IsDayOfWeek && end == SundayAfterSaturday)
        {
            var reachesSunday = (end - start) % by == 0;
            if (reachesSunday && (by > 1 || start > 1))
            {
                yield return new Range();
                if (start == SundayAfterSaturday)
                {
                    yield break;
                }
            }

            end = SundayAfterSaturday - 1;
        }

        yield return new Range { Start = start, End = start == end ? 0 : end, Step = by == 1 ? 0 : by };
    }

    private (string Values, int? Step) SplitStep(string part)
    {
        switch (part.Split('/'))
        {
            case [var values]:
                return (values, null);
            case [_, ""]:
                throw new InvalidSpecException($"{Name} missing step value");
            case [var values, var text]:
                var step = Number(text) ?? throw new InvalidSpecException($"strconv.Atoi: parsing \"{text}\": invalid syntax");
                return step >= 1 ? (values, step) : throw new InvalidSpecException($"{Name} has invalid Step");
            default:
                throw new InvalidSpecException($"{Name} has too many slashes");
        }
    }

    private (int Start, int End) Bounds(string values, bool hasStep)
    {
        switch (values.Split('-'))
        {
            case [var single]:
                var value = Value(single, Minimum) ?? throw new InvalidSpecException($"{Name} is not in range [{Minimum}-{Maximum}]");
                return (value, hasStep ? Maximum : value);
            case [var from, var to]:
                var start = Value(from, Minimum) ?? throw new InvalidSpecException($"{Name} Start is not in range [{Minimum}-{Maximum}]");
                var end = Value(to, start) ?? throw new InvalidSpecException($"{Name} End is before Start or not in range [{Minimum}-{Maximum}]");
                return (start, end);
            default:
                throw new InvalidSpecException($"{Name} has too many dashes");
        }
    }

    private int? Value(string text, int minimum)
    {
        var value = Named(text) ?? Number(text);
        return value >= minimum && value <= Maximum ? value : null;
    }

    private int? Named(string text)
    {
        if (Names is null || text.Length < ShortestName)
        {
            return null;
        }

        var index = Array.FindIndex(Names, name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : index + FirstNamed;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
