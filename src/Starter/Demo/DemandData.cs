using System.Globalization;
using System.Text;

namespace Mdlc.Starter.Demo;

/// <summary>
/// The demo's own data: bikes rented in each hour of a made-up town, by season, working day, hour and weather. The same on every machine
/// and in every run.
/// </summary>
internal static class DemandData
{
    public const string Header = "timestamp,season,working_day,holiday,weather,temperature,humidity,wind,rentals";

    private const int Rows = 17_000;

    /// <summary>Two years, less some hours: what the first champion is trained on.</summary>
    public static string FirstYears() => Generate(new DateTime(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc), seed: 11, changed: false);

    /// <summary>The years after: warmer, and with electric bikes the evening and the wet hours are no longer shunned.</summary>
    public static string LaterYears() => Generate(new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc), seed: 12, changed: true);

    private static string Generate(DateTime start, int seed, bool changed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Header).Append('\n');
        var weather = new WeatherWalk(random, warming: changed ? 3.5 : 0);
        for (var row = 0; row < Rows; row++)
        {
            var hour = start.AddHours(row);
            weather.Step(hour);
            var rentals = Demand(hour, weather, changed, random);
            text.Append(CultureInfo.InvariantCulture, $"{hour:yyyy-MM-dd HH:mm:ss},{Season(hour)},{(IsWorkingDay(hour) ? "true" : "false")},{(IsHoliday(hour) ? "true" : "false")},")
                .Append(CultureInfo.InvariantCulture, $"{weather.Word},{weather.Temperature:0.0},{weather.Humidity:0},{weather.Wind:0.0},{rentals}\n");
        }

        return text.ToString();
    }

    private static int Demand(DateTime hour, WeatherWalk weather, bool changed, Random random)
    {
        var byHour = IsWorkingDay(hour)
            ? (300 * Bump(hour.Hour, 8, 1.5)) + (340 * Bump(hour.Hour, changed ? 19 : 17.5, changed ? 2.6 : 1.8)) + (90 * Bump(hour.Hour, 13, 3))
            : 260 * Bump(hour.Hour, changed ? 16 : 14, 4);
        var warmth = 0.35 + (0.65 * Math.Clamp((weather.Temperature + 5) / 30, 0, 1.1)) - (0.02 * Math.Max(0, weather.Temperature - 29));
        var wet = (weather.Word, changed) switch
        {
            ("rain", false) => 0.45,
            ("rain", true) => 0.75,
            ("cloudy", _) => 0.92,
            _ => 1.0,
        };
        var growth = changed ? 1.35 : 1.0;
        var mean = growth * wet * warmth * (12 + byHour) * (1 - (0.012 * weather.Wind));
        return Math.Max(0, (int)Math.Round(mean * (1 + (0.12 * Normal(random)))));
    }

    private static double Bump(double hour, double centre, double width) => Math.Exp(-(hour - centre) * (hour - centre) / (2 * width * width));

    private static string Season(DateTime hour) => (hour.Month % 12 / 3) switch
    {
        0 => "winter",
        1 => "spring",
        2 => "summer",
        _ => "autumn",
    };

    private static bool IsHoliday(DateTime hour) => (hour.Month, hour.Day) is (1, 1) or (5, 1) or (10, 3) or (12, 25) or (12, 26);

    private static bool IsWorkingDay(DateTime hour) => hour.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(hour);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Weather that remembers the hour before.</summary>
    private sealed class WeatherWalk(Random random, double warming)
    {
        private double _drift;
        private double _wetness = 0.3;

        public double Temperature { get; private set; }

        public double Humidity { get; private set; }

        public double Wind { get; private set; } = 10;

        public string Word => _wetness > 0.72 ? "rain" : _wetness > 0.45 ? "cloudy" : "clear";

        public void Step(DateTime hour)
        {
            _drift = (0.97 * _drift) + (0.6 * Normal(random));
            _wetness = Math.Clamp((0.95 * _wetness) + (0.05 * 0.4) + (0.06 * Normal(random)), 0, 1);
            Wind = Math.Clamp((0.9 * Wind) + 1 + (1.5 * Normal(random)), 0, 45);
            var ofYear = 11 - (11 * Math.Cos(2 * Math.PI * (hour.DayOfYear - 20) / 365.0));
            var ofDay = 4 * Math.Sin(2 * Math.PI * (hour.Hour - 9) / 24.0);
            Temperature = ofYear + ofDay + _drift + warming;
            Humidity = Math.Clamp(45 + (45 * _wetness) + (4 * Normal(random)), 15, 100);
        }
    }
}
