using System.Globalization;
using System.Text;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Tells what a cell in plain notation looks like, strictly: DuckDB would take 1_000, 0x1F and 1.5 for whole numbers.</summary>
internal static class PlainCell
{
    /// <summary>A whole number of so many digits fits into 64 bits for sure, a decimal one of so many characters is finite for sure.</summary>
    private const int SafeDigits = 18;
    private const int SafeCharacters = 300;

    /// <param name="cell">Holds something, without white space at its ends.</param>
    public static CellKind Classify(ReadOnlySpan<byte> cell)
    {
        var first = cell[0];
        if (IsDigit(first) || first is (byte)'-' or (byte)'+' or (byte)'.')
        {
            var number = Number(cell);
            return number == CellKind.Text ? Timestamp(cell) : number;
        }

        return (first | 0x20) switch
        {
            't' or 'f' when Ascii.EqualsIgnoreCase(cell, "true"u8) || Ascii.EqualsIgnoreCase(cell, "false"u8) => CellKind.Boolean,
            'n' when Ascii.EqualsIgnoreCase(cell, "nan"u8) => CellKind.NotANumber,
            _ => CellKind.Text,
        };
    }

    private static CellKind Number(ReadOnlySpan<byte> cell)
    {
        var at = cell[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var whole = Digits(cell, ref at);
        var isInteger = at == cell.Length;
        var fraction = 0;
        if (at < cell.Length && cell[at] == '.')
        {
            at++;
            fraction = Digits(cell, ref at);
        }

        if (whole + fraction == 0)
        {
            return CellKind.Text;
        }

        var exponent = at < cell.Length && (cell[at] | 0x20) == 'e';
        if (exponent)
        {
            at++;
            at += at < cell.Length && cell[at] is (byte)'-' or (byte)'+' ? 1 : 0;
            if (Digits(cell, ref at) == 0)
            {
                return CellKind.Text;
            }
        }

        if (at != cell.Length)
        {
            return CellKind.Text;
        }

        if (isInteger && (whole <= SafeDigits || long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return CellKind.Integer;
        }

        return (!exponent && cell.Length <= SafeCharacters) || IsFinite(cell) ? CellKind.Number : CellKind.Text;
    }

    private static int Digits(ReadOnlySpan<byte> cell, ref int at)
    {
        var from = at;
        while (at < cell.Length && IsDigit(cell[at]))
        {
            at++;
        }

        return at - from;
    }

    private static bool IsFinite(ReadOnlySpan<byte> cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);

    /// <summary>2024-05-31[(T| )10:20[:30[.123]][Z|±02|±0200|±02:00]]; an offset only behind seconds.</summary>
    private static CellKind Timestamp(ReadOnlySpan<byte> cell)
    {
        if (cell.Length < 10 || cell[4] != '-' || cell[7] != '-' || !IsDate(cell))
        {
            return CellKind.Text;
        }

        if (cell.Length == 10)
        {
            return CellKind.Timestamp;
        }

        var time = cell[10..];
        var hasMinutes = time.Length >= 6 && time[0] is (byte)'T' or (byte)' ' && time[3] == ':'
            && TwoDigits(time[1..]) is >= 0 and < 24 && TwoDigits(time[4..]) is >= 0 and < 60;
        if (!hasMinutes)
        {
            return CellKind.Text;
        }

        return time.Length == 6 ? CellKind.Timestamp
            : time.Length >= 9 && time[6] == ':' && TwoDigits(time[7..]) is >= 0 and < 60 ? Within(cell, Rest(time[9..]))
            : CellKind.Text;
    }

    /// <summary>An offset may lead out of the years 1 to 9999, where there is no point in time.</summary>
    private static CellKind Within(ReadOnlySpan<byte> cell, CellKind kind) =>
        kind == CellKind.OffsetTimestamp && (cell.StartsWith("0001"u8) || cell.StartsWith("9999"u8)) && !TimeFormat.TryReadIso(Encoding.ASCII.GetString(cell), out _)
            ? CellKind.Text
            : kind;

    private static bool IsDate(ReadOnlySpan<byte> cell)
    {
        var century = TwoDigits(cell);
        var years = TwoDigits(cell[2..]);
        var month = TwoDigits(cell[5..]);
        var day = TwoDigits(cell[8..]);
        return century >= 0 && years >= 0 && century + years > 0
            && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((century * 100) + years, month);
    }

    /// <summary>What follows the seconds: a fraction of up to nine digits, an offset.</summary>
    private static CellKind Rest(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > 0 && rest[0] == '.')
        {
            var at = 1;
            var digits = Digits(rest, ref at);
            if (digits is 0 or > 9)
            {
                return CellKind.Text;
            }

            rest = rest[at..];
        }

        if (rest.Length == 0)
        {
            return CellKind.Timestamp;
        }

        var isOffset = rest.SequenceEqual("Z"u8)
            || (rest[0] is (byte)'+' or (byte)'-'
                && TwoDigits(rest[1..]) is >= 0 and < 15
                && (rest.Length == 3
                    || (rest.Length == 5 && TwoDigits(rest[3..]) is >= 0 and < 60)
                    || (rest.Length == 6 && rest[3] == ':' && TwoDigits(rest[4..]) is >= 0 and < 60)));
        return isOffset ? CellKind.OffsetTimestamp : CellKind.Text;
    }

    /// <summary>The number of the first two digits; −1 when they are none.</summary>
    private static int TwoDigits(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && IsDigit(text[0]) && IsDigit(text[1]) ? ((text[0] - '0') * 10) + text[1] - '0' : -1;

    private static bool IsDigit(byte b) => char.IsAsciiDigit((char)b);
}
