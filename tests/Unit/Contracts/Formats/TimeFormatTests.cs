using System.Globalization;
using Mdlc.Contracts.Formats;

namespace Mdlc.Unit.Tests.Contracts.Formats;

public sealed class TimeFormatTests
{
    [Theory]
    [InlineData("dd.MM.yyyy", "03.06.2025", "2025-06-03T00:00:00")]
    [InlineData("MM-dd-yyyy", "06-03-2025", "2025-06-03T00:00:00")]
    [InlineData("d.M.yyyy H:mm", "3.6.2025 7:05", "2025-06-03T07:05:00")]
    [InlineData("M/d/yyyy h:mm tt", "6/3/2025 12:05 AM", "2025-06-03T00:05:00")]
    [InlineData("yyyyMMdd", "20250603", "2025-06-03T00:00:00")]
    [InlineData("yyyy-MM-dd HH:mm zzz", "2025-06-03 12:00 +02:00", "2025-06-03T10:00:00")]
    public void Read_TimeInItsNotation_IsUtc(string pattern, string cell, string utc)
    {
        Assert.True(TimeFormat.Parse(pattern)!.TryRead(cell, out var read));

        Assert.Equal(DateTime.Parse(utc, CultureInfo.InvariantCulture), read);
        Assert.Equal(DateTimeKind.Utc, read.Kind);
    }

    [Theory]
    [InlineData("dd.MM.yyyy", "3.6.2025")]
    [InlineData("dd.MM.yyyy", "31.02.2025")]
    [InlineData("dd.MM.yyyy", "2025-06-03")]
    [InlineData("M/d/yyyy", "13/1/2025")]
    public void Read_TextInAnotherNotation_IsNone(string pattern, string cell) => Assert.False(TimeFormat.Parse(pattern)!.TryRead(cell, out _));

    [Theory]
    [InlineData("dd.MM")]
    [InlineData("HH:mm")]
    [InlineData("yyyy")]
    [InlineData("dd.mm.yyyy")]
    [InlineData("d")]
    [InlineData("")]
    public void Parse_PatternThatTellsNoDate_IsNull(string pattern) => Assert.Null(TimeFormat.Parse(pattern));
}
