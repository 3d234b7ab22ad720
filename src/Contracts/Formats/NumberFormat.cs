using System.Globalization;

namespace Mdlc.Contracts.Formats;

/// <summary>
/// A column's notation of numbers, written as a pattern in which the marks stand as they are: <c>#.###,#</c> is 1.630,72, <c>$#,###.#</c> is
/// $1,630.72, <c>#,#</c> is 5,3, <c>#.#%</c> is 62.6% (the number is 62.6) and <c># pcs</c> is 12 pcs. Marks of thousands may be left out of a
/// cell, and so may the decimals; what stands before and behind the number may not.
/// </summary>
/// <param name="Prefix">What stands before each number, e.g. a currency; blanks at its ends do not count.</param>
/// <param name="Group">The mark of thousands: point, comma, apostrophe or blank; null: there is none.</param>
/// <param name="Decimal">The decimal mark, point or comma; null: whole numbers only.</param>
/// <param name="Suffix">What stands behind each number, e.g. a unit; blanks at its ends do not count.</param>
public sealed record NumberFormat(string Prefix, char? Group, char? Decimal, string Suffix)
{
    private const char Digit = '#';
    private const string GroupOfThree = "###";

    /// <summary>1630.72: what every column of numbers may be written in.</summary>
    public static NumberFormat Plain { get; } = new("", null, '.', "");

    /// <summary>Whether the text is a pattern of numbers at all; a pattern of times holds no <c>#</c>.</summary>
    public static bool IsPattern(string text) => text.Contains(Digit, StringComparison.Ordinal);

    /// <returns>Null: the text is no such pattern.</returns>
    public static NumberFormat? Parse(string pattern)
    {
        var first = pattern.IndexOf(Digit, StringComparison.Ordinal);
        var last = pattern.LastIndexOf(Digit);
        if (first < 0 || pattern.Any(char.IsDigit) || pattern[..first].AsSpan().IndexOfAny("+-−()") >= 0)
        {
            return null;
        }

        var body = pattern[(first + 1)..(last + 1)];
        char? group = body.Length >= 4 && IsGroupMark(body[0]) && body[1..4] == GroupOfThree ? body[0] : null;
        body = group is null ? body : body[4..];
        char? point = body.Length == 2 && body[0] is '.' or ',' && body[1] == Digit ? body[0] : null;
        var isWhole = body.Length == (point is null ? 0 : 2) && (group is null || group != point);
        return isWhole ? new NumberFormat(pattern[..first], group, point, pattern[(last + 1)..]) : null;
    }

    /// <summary>The pattern.</summary>
    public override string ToString() =>
        $"{Prefix}{Digit}{(Group is { } g ? g + GroupOfThree : "")}{(Decimal is { } d ? $"{d}{Digit}" : "")}{Suffix}";

    /// <summary>Reads a cell without blanks at its ends.</summary>
    /// <param name="invariant">The same number as digits with a point, e.g. <c>-1630.72</c>.</param>
    /// <returns>Whether the cell is a number in this notation.</returns>
    public bool TryRead(ReadOnlySpan<char> cell, out string invariant)
    {
        invariant = "";
        var isNegative = TakeParentheses(ref cell);
        var isSigned = isNegative || TakeSign(ref cell, out isNegative);
        if (!TakeAffixes(ref cell))
        {
            return false;
        }

        if (!isSigned)
        {
            TakeSign(ref cell, out isNegative);
        }

        return TryReadDigits(cell, isNegative, out invariant);
    }

    /// <summary>What may stand between groups of digits: several characters look like a blank or an apostrophe.</summary>
    public static char Canonical(char mark) => mark switch
    {
        '\u00A0' or '\u202F' or '\u2009' or '\u2007' => ' ',
        '’' or '\u02BC' => '\'',
        _ => mark,
    };

    public static bool IsGroupMark(char mark) => Canonical(mark) is '.' or ',' or '\'' or ' ';

    /// <summary>(12.50) is what accountants write for −12.50; a plain number is not written so.</summary>
    private bool TakeParentheses(ref ReadOnlySpan<char> cell)
    {
        if (cell.Length < 3 || cell[0] != '(' || cell[^1] != ')' || (Prefix.Length == 0 && Suffix.Length == 0 && Group is null))
        {
            return false;
        }

        cell = cell[1..^1].Trim();
        return true;
    }

    private static bool TakeSign(ref ReadOnlySpan<char> cell, out bool isNegative)
    {
        isNegative = cell.Length > 0 && cell[0] is '-' or '−';
        var isSign = isNegative || (cell.Length > 0 && cell[0] == '+');
        cell = isSign ? cell[1..].TrimStart() : cell;
        return isSign;
    }

    private bool TakeAffixes(ref ReadOnlySpan<char> cell)
    {
        var prefix = Prefix.AsSpan().Trim();
        var suffix = Suffix.AsSpan().Trim();
        if (!cell.StartsWith(prefix, StringComparison.Ordinal) || !cell[prefix.Length..].EndsWith(suffix, StringComparison.Ordinal))
        {
            return false;
        }

        cell = cell[prefix.Length..^suffix.Length];
        cell = prefix.Length > 0 ? cell.TrimStart() : cell;
        cell = suffix.Length > 0 ? cell.TrimEnd() : cell;
        return true;
    }

    private bool TryReadDigits(ReadOnlySpan<char> text, bool isNegative, out string invariant)
    {
        invariant = "";
        var exponent = text.IndexOfAny('e', 'E');
        var power = exponent >= 0 ? text[exponent..] : [];
        text = exponent >= 0 ? text[..exponent] : text;
        var point = Decimal is { } d ? text.LastIndexOf(d) : -1;
        var whole = point >= 0 ? text[..point] : text;
        var fraction = point >= 0 ? text[(point + 1)..] : [];
        if (whole.Length + fraction.Length == 0 || fraction.ContainsAnyExceptInRange('0', '9') || !TryDropMarks(whole, out var digits))
        {
            return false;
        }

        var number = $"{(isNegative ? "-" : "")}{(digits.Length == 0 ? "0" : digits)}{(fraction.Length > 0 ? "." : "")}{fraction}{power}";
        var isFinite = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        invariant = isFinite ? number : "";
        return isFinite;
    }

    /// <summary>Either no mark of thousands stands in it, or all of them do: each with three digits behind it, and no zero at the front, which no thousands have.</summary>
    private bool TryDropMarks(ReadOnlySpan<char> whole, out string digits)
    {
        digits = "";
        if (!whole.ContainsAnyExceptInRange('0', '9'))
        {
            digits = whole.ToString();
            return true;
        }

        if (Group is not { } group)
        {
            return false;
        }

        var kept = new char[whole.Length];
        var length = 0;
        var sinceMark = 0;
        var marks = 0;
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                kept[length++] = c;
                sinceMark++;
                continue;
            }

            if (Canonical(c) != Canonical(group) || (marks == 0 ? sinceMark is 0 or > 3 : sinceMark != 3))
            {
                return false;
            }

            marks++;
            sinceMark = 0;
        }

        digits = new string(kept, 0, length);
        return sinceMark == 3 && digits[0] != '0';
    }
}
