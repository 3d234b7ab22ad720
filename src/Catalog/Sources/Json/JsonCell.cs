using System.Text.Json;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>One value of a record.</summary>
/// <param name="Key">Index of its key.</param>
/// <param name="Type">What it is written as: a text, a number, true, false, null; what it begins with for a list or a structure.</param>
/// <param name="Start">Where its text begins in that of all cells.</param>
internal readonly record struct JsonCell(int Key, JsonTokenType Type, int Start, int Length)
{
    public bool IsNumber => Type == JsonTokenType.Number;
}
