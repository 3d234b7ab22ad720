using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Conformance.Tests.Schedules;

/// <summary>Makes specs that a schedule may have, odd ones among them: the same ones from the same seed.</summary>
internal sealed class SpecGenerator(int seed)
{
    private static readonly string[] Zones =
    [
        "", "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/Santiago", "Asia/Kolkata",
        "Asia/Tokyo", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham", "Pacific/Apia", "Asia/Beirut", "America/St_Johns",
    ];

    private static readonly string[] Predefined = ["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@midnight", "@annually"];

    // Around the changes of the clocks, leap days, and ends of months and years.
    private static readonly DateTime[] Starts =
    [
        new(2024, 2, 27, 12, 0, 0, DateTimeKind.Utc), new(2025, 3, 8, 20, 0, 0, DateTimeKind.Utc), new(2025, 3, 29, 20, 30, 0, DateTimeKind.Utc),
        new(2025, 4, 5, 10, 0, 0, DateTimeKind.Utc), new(2025, 10, 25, 22, 15, 10, DateTimeKind.Utc), new(2025, 11, 1, 23, 59, 59, DateTimeKind.Utc),
        new(2025, 12, 30, 0, 0, 1, DateTimeKind.Utc), new(2036, 9, 6, 3, 0, 0, DateTimeKind.Utc), new(2051, 3, 25, 22, 0, 0, DateTimeKind.Utc),
        new(2099, 12, 30, 23, 0, 0, DateTimeKind.Utc), new(2011, 12, 28, 12, 0, 0, DateTimeKind.Utc), new(2018, 11, 3, 12, 0, 0, DateTimeKind.Utc),
    ];

    private readonly Random _random = new(seed);

    public DateTime Start() => Pick(Starts).AddSeconds(_random.Next(0, 7200));

    public ScheduleSpec Spec()
    {
        var spec = new ScheduleSpec { TimezoneName = Pick(Zones) };
        do
        {
            switch (_random.Next(5))
            {
                case 0:
                    spec.Calendar.Add(Calendar());
                    break;
                case 1:
                    spec.StructuredCalendar.Add(Structured());
                    break;
                case 2:
                    spec.Interval.Add(Interval());
                    break;
                case 3:
                    spec.CronString.Add(Cron());
                    break;
                default:
                    spec.CronString.Add(Pick(Predefined) + Maybe(" # a comment"));
                    break;
            }
        }
        while (_random.Next(3) == 0);

        if (_random.Next(3) == 0)
        {
            spec.ExcludeStructuredCalendar.Add(Excluded());
        }

        if (_random.Next(4) == 0)
        {
            spec.StartTime = Pick(Starts).ToTimestamp();
        }

        if (_random.Next(4) == 0)
        {
            spec.EndTime = Pick(Starts).AddDays(_random.Next(1000)).ToTimestamp();
        }

        return spec;
    }

    private CalendarSpec Calendar() => new()
    {
        Second = Maybe(List(0, 59)),
        Minute = Maybe(List(0, 59)),
        Hour = Maybe(List(0, 23)),
        DayOfMonth = Maybe(List(1, 31)),
        Month = Maybe(_random.Next(3) == 0 ? "feb,Mar-oct/3" : List(1, 12)),
        DayOfWeek = Maybe(_random.Next(3) == 0 ? "mon-fri" : List(0, 7)),
        Year = _random.Next(4) == 0 ? List(2010, 2060) : "",
    };

    private StructuredCalendarSpec Structured() => new()
    {
        Second = { Ranges(0, 59) },
        Minute = { Ranges(0, 59) },
        Hour = { Ranges(0, 23) },
        DayOfMonth = { _random.Next(2) == 0 ? Ranges(1, 31) : [new Range { Start = 1, End = 31 }] },
        Month = { _random.Next(2) == 0 ? Ranges(1, 12) : [new Range { Start = 1, End = 12 }] },
        DayOfWeek = { _random.Next(2) == 0 ? Ranges(0, 6) : [new Range { Start = 0, End = 6 }] },
    };

    /// <summary>An hour of each day, or a day of each week or month: more would send the real server searching through a century.</summary>
    private StructuredCalendarSpec Excluded()
    {
        var kind = _random.Next(3);
        return new StructuredCalendarSpec
        {
            Second = { new Range { Start = 0, End = 59 } },
            Minute = { new Range { Start = 0, End = 59 } },
            Hour = { kind == 0 ? new Range { Start = _random.Next(24) } : new Range { Start = 0, End = 23 } },
            DayOfMonth = { kind == 1 ? new Range { Start = _random.Next(1, 32) } : new Range { Start = 1, End = 31 } },
            Month = { new Range { Start = 1, End = 12 } },
            DayOfWeek = { kind == 2 ? new Range { Start = _random.Next(7) } : new Range { Start = 0, End = 6 } },
        };
    }

    private IntervalSpec Interval()
    {
        var seconds = Pick([1, 7, 60, 90, 3600, 5400, 86400, 100_000, 604_800]);
        return new IntervalSpec
        {
            Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)),
            Phase = Duration.FromTimeSpan(TimeSpan.FromSeconds(_random.Next(seconds))),
        };
    }

    private string Cron()
    {
        string[] fields = [List(0, 59), List(0, 23), Maybe(List(1, 31), "*"), Maybe(List(1, 12), "*"), Maybe(List(0, 7), "*")];
        return _random.Next(4) switch
        {
            0 => $"@every {_random.Next(1, 100)}{Pick(["s", "m", "h", "d"])}",
            1 => $"{string.Join(' ', fields)} *",
            2 => $"{List(0, 59)} {string.Join(' ', fields)} 2010-2060",
            _ => string.Join(' ', fields),
        };
    }

    private string List(int minimum, int maximum) => string.Join(',', Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Part(minimum, maximum)));

    private string Part(int minimum, int maximum)
    {
        var from = _random.Next(minimum, maximum + 1);
        return _random.Next(5) switch
        {
            0 => "*",
            1 => $"*/{_random.Next(1, 9)}",
            2 => $"{from}-{_random.Next(from, maximum + 1)}",
            3 => $"{from}-{_random.Next(from, maximum + 1)}/{_random.Next(1, 5)}",
            _ => $"{from}",
        };
    }

    private Range[] Ranges(int minimum, int maximum) => [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ =>
    {
        var start = _random.Next(minimum, maximum + 1);
        return new Range { Start = start, End = _random.Next(2) == 0 ? 0 : _random.Next(start, maximum + 1), Step = _random.Next(4) };
    })];

    private string Maybe(string text, string otherwise = "") => _random.Next(2) == 0 ? text : otherwise;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
