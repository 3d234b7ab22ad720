using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>Calendars: from text to ranges, and what ranges are allowed.</summary>
internal static class Calendars
{
    private const int LongestComment = 200;

    /// <exception cref="InvalidSpecException">A field is malformed; the message names all that are.</exception>
    public static StructuredCalendarSpec Structure(CalendarSpec calendar)
    {
        var errors = new List<string>();
        var structured = new StructuredCalendarSpec { Comment = calendar.Comment };
        structured.Second.Add(Parse(CalendarField.Second, calendar.Second, errors));
        structured.Minute.Add(Parse(CalendarField.Minute, calendar.Minute, errors));
        structured.Hour.Add(Parse(CalendarField.Hour, calendar.Hour, errors));
        structured.DayOfWeek.Add(Parse(CalendarField.DayOfWeek, calendar.DayOfWeek, errors));
        structured.DayOfMonth.Add(Parse(CalendarField.DayOfMonth, calendar.DayOfMonth, errors));
        structured.Month.Add(Parse(CalendarField.Month, calendar.Month, errors));
        structured.Year.Add(Parse(CalendarField.Year, calendar.Year, errors));
        return errors.Count == 0 ? structured : throw new InvalidSpecException(string.Join(", ", errors));
    }

    /// <exception cref="InvalidSpecException">A range is out of its field's values; the message names all that are.</exception>
    public static void Check(StructuredCalendarSpec calendar)
    {
        List<string> errors =
        [
            .. CalendarField.Second.Errors(calendar.Second),
            .. CalendarField.Minute.Errors(calendar.Minute),
            .. CalendarField.Hour.Errors(calendar.Hour),
            .. CalendarField.DayOfMonth.Errors(calendar.DayOfMonth),
            .. CalendarField.Month.Errors(calendar.Month),
            .. CalendarField.Year.Errors(calendar.Year),
            .. CalendarField.DayOfWeek.Errors(calendar.DayOfWeek),
        ];
        if (calendar.Comment.Length > LongestComment)
        {
            errors.Add("comment is too long");
        }

        if (errors.Count > 0)
        {
            throw new InvalidSpecException($"invalid calendar spec: {string.Join(", ", errors)}");
        }
    }

    /// <summary>Every range of the calendar.</summary>
    public static IEnumerable<Range> Ranges(StructuredCalendarSpec calendar) =>
    [
        .. calendar.Second, .. calendar.Minute, .. calendar.Hour, .. calendar.DayOfMonth, .. calendar.Month, .. calendar.Year, .. calendar.DayOfWeek,
    ];

    private static IReadOnlyList<Range> Parse(CalendarField field, string text, List<string> errors)
    {
        try
        {
            return field.Parse(text);
        }
        catch (InvalidSpecException e)
        {
            errors.Add(e.Message);
            return [];
        }
    }
}
