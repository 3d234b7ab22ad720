using System.Globalization;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>
/// What may stand before or behind a number so that it still is one. Before it only a currency: P12, V45 and Apt 7 are names. Behind it a
/// currency, a per cent sign or a unit; that a column has one and the same throughout is asked elsewhere.
/// </summary>
internal static class Affixes
{
    private const int LongestUnit = 12;

    private static readonly HashSet<string> Currencies = new(StringComparer.OrdinalIgnoreCase)
    {
        "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY",
        "KRW", "MXN", "MYR", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
        "Fr.", "SFr.", "Rs", "Rs.", "kr", "kr.", "zł", "Kč", "Ft",
    };

    public static bool IsPrefix(string text) => text.Length == 0 || IsCurrency(text);

    public static bool IsSuffix(string text) => text.Length == 0 || IsCurrency(text) || IsUnit(text);

    private static bool IsCurrency(string text) =>
        Currencies.Contains(text)
        || (text.Length <= 4 && text.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol)
            && text.All(c => char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol || char.IsAsciiLetter(c)));

    /// <summary>Letters and the signs that stand in units: %, °C, km/h, m², µg.</summary>
    private static bool IsUnit(string text) =>
        text.Length <= LongestUnit && text.All(c => char.IsLetter(c) || c is '%' or '‰' or '°' or '/' or '²' or '³' or '·' or '\'' or '"' or ' ' or '.')
        && text.Any(c => char.IsLetter(c) || c is '%' or '‰' or '°' or '\'' or '"');
}
