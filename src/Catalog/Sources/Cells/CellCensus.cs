using System.Text;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What the second rules ask of a column's cells beyond their plain kinds: other notations, signs of codes, texts that are not normal.</summary>
internal sealed class CellCensus
{
    /// <summary>Whole numbers beyond this are not all doubles: 2^53.</summary>
    private const ulong LargestExact = 1UL << 53;

    /// <summary>So many digits behind a plus are a telephone number's.</summary>
    private const int PhoneDigits = 7;
    private const int LongestCode = 16;

    public NumberCensus Numbers { get; } = new();

    public TimeCensus Times { get; } = new();

    /// <summary>Whole numbers that begin with a zero, 0 itself aside.</summary>
    public long LeadingZeros { get; private set; }

    public long BeyondExact { get; private set; }

    public long Phones { get; private set; }

    /// <summary>Plain numbers with a decimal point.</summary>
    public long Points { get; private set; }

    public long Plus { get; private set; }

    public long Minus { get; private set; }

    /// <summary>Whole numbers other than 0 without a sign.</summary>
    public long Unsigned { get; private set; }

    /// <summary>Texts of letters and digits together, such as V45 or E11.9.</summary>
    public long Codes { get; private set; }

    /// <summary>The first whole number that is rather a code; null: there is none.</summary>
    public string? FirstCode { get; private set; }

    /// <summary>The first number such as 007.5, which as a number is 7.5; null: there is none.</summary>
    public string? FirstPaddedDecimal { get; private set; }

    /// <summary>Some cell is another text once it is normalised.</summary>
    public bool HasUnnormal { get; set; }

    /// <param name="cell">Normalised UTF-8 that is not missing.</param>
    public void Add(CellKind kind, ReadOnlySpan<byte> cell, long count)
    {
        switch (kind)
        {
            case CellKind.Integer:
                AddWhole(cell, count);
                break;
            case CellKind.Number:
                AddNumber(cell, count);
                break;
            case CellKind.Text when cell.ContainsAnyInRange((byte)'0', (byte)'9'):
                AddText(Encoding.UTF8.GetString(cell), count);
                break;
        }
    }

    public void Add(CellCensus other)
    {
        Numbers.Add(other.Numbers);
        Times.Add(other.Times);
        LeadingZeros += other.LeadingZeros;
        BeyondExact += other.BeyondExact;
        Phones += other.Phones;
        Points += other.Points;
        Plus += other.Plus;
        Minus += other.Minus;
        Unsigned += other.Unsigned;
        Codes += other.Codes;
        FirstCode ??= other.FirstCode;
        FirstPaddedDecimal ??= other.FirstPaddedDecimal;
        HasUnnormal |= other.HasUnnormal;
    }

    private void AddWhole(ReadOnlySpan<byte> cell, long count)
    {
        var digits = cell[0] is (byte)'-' or (byte)'+' ? cell[1..] : cell;
        var isZero = !digits.ContainsAnyExcept((byte)'0');
        var hasLeadingZero = digits.Length > 1 && digits[0] == '0';
        var isBeyond = digits.Length > 15 && ulong.TryParse(digits, out var value) && value > LargestExact;
        var isPhone = cell[0] == '+' && digits.Length >= PhoneDigits;
        LeadingZeros += hasLeadingZero ? count : 0;
        BeyondExact += isBeyond ? count : 0;
        Phones += isPhone ? count : 0;
        Plus += cell[0] == '+' ? count : 0;
        Minus += cell[0] == '-' ? count : 0;
        Unsigned += !isZero && char.IsAsciiDigit((char)cell[0]) ? count : 0;
        if (hasLeadingZero || isBeyond || isPhone)
        {
            FirstCode ??= Encoding.UTF8.GetString(cell);
        }

        Numbers.AddBare(count);
        if (cell.Length is 8 or 14)
        {
            Times.Add(Encoding.UTF8.GetString(cell), count);
        }
    }

    private void AddNumber(ReadOnlySpan<byte> cell, long count)
    {
        if (!cell.Contains((byte)'.') || cell.ContainsAny((byte)'e', (byte)'E'))
        {
            // A whole number of very many digits, or one with an exponent, is a number in no other notation.
            BeyondExact += cell.ContainsAny((byte)'.', (byte)'e', (byte)'E') ? 0 : count;
            Numbers.AddPointed(couldBeGrouped: false, count);
            return;
        }

        Points += count;
        var digits = cell[0] is (byte)'-' or (byte)'+' ? cell[1..] : cell;
        if (digits[0] == '0' && char.IsAsciiDigit((char)digits[1]))
        {
            FirstPaddedDecimal ??= Encoding.UTF8.GetString(cell);
        }

        Numbers.AddPointed(IsGrouped(digits), count);
    }

    /// <summary>1.234 and 12.345.678, but not 0.123.</summary>
    private static bool IsGrouped(ReadOnlySpan<byte> digits)
    {
        var first = digits.IndexOf((byte)'.');
        return first is >= 1 and <= 3 && digits[0] != '0' && digits.Length - first == 4;
    }

    private void AddText(string text, long count)
    {
        Codes += IsCode(text) ? count : 0;
        Numbers.Add(text, count);
        Times.Add(text, count);
    }

    private static bool IsCode(string text) =>
        text.Length <= LongestCode
        && text.Any(char.IsAsciiLetter)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '/' or '_');
}
