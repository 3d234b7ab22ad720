using System.Text.RegularExpressions;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Learning.Features;

/// <summary>Tells whole numbers that name things: their order means nothing, and as numbers a model cuts them where it should tell them apart.</summary>
public static partial class CodeNumbers
{
    /// <summary>Fewer values and a tree tells each of them apart anyway.</summary>
    private const int FewestValues = 10;

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "provider", "phone", "telephone", "mobile", "fax", "zip", "zipcode", "postal", "postcode", "postalcode", "plz", "code", "cd", "store", "shop", "branch", "dept", "department", "id", "nr", "no", "sku", "fips", "naics",
        "sic", "county", "district", "region", "msa", "cusip", "ean", "upc", "isbn", "product", "item", "article", "vendor", "supplier", "customer", "client",
        "user", "account", "device", "machine", "terminal", "station", "route", "flight", "airport", "carrier", "iata", "location", "site", "plant", "category", "class", "type",
    };

    /// <summary>Words that make an amount of what stands before them.</summary>
    private static readonly HashSet<string> Amounts = new(StringComparer.Ordinal)
    {
        "count", "counts", "cnt", "size", "sales", "price", "cost", "amount", "total", "sum", "mean", "avg", "average", "age", "years", "days", "hours", "minutes", "seconds", "share",
        "rate", "ratio", "sqft", "sqm", "m2", "width", "height", "length", "score", "rank", "level", "num", "population", "income", "value", "balance", "of",
    };

    public static bool IsCode(FeatureStatistics column)
    {
        return column is { Type: ColumnType.Integer, Min: >= 0, HeadDistinct: >= FewestValues } && IsNamedAsCode(column.Name);
    }

    /// <summary>Whether a column is called as codes are, however many it holds.</summary>
    public static bool IsNamedAsCode(string name)
    {
        var words = Word.Matches(name).Select(m => m.Value.ToLowerInvariant()).ToList();
        return words.Exists(Words.Contains) && !words.Exists(Amounts.Contains);
    }

    /// <summary>storeNr, store_nr and "Store NR" are the same two words.</summary>
    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+")]
    private static partial Regex Word { get; }
}
