using System.Text.Json;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>How the values of one key are written: what a text of CSV does not tell any more.</summary>
internal sealed class JsonKeyTally
{
    private const ulong LargestExact = 1UL << 53;

    /// <summary>Some are numbers of JSON's own with a point.</summary>
    public bool HasFractions { get; private set; }

    /// <summary>Some are texts, or anything else that is no number.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Some are texts with a comma, which may be a decimal mark.</summary>
    public bool HasCommas { get; private set; }

    /// <summary>Some are whole numbers that are no double.</summary>
    public bool HasBeyondExact { get; private set; }

    public void Add(JsonTokenType type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case JsonTokenType.Number:
                HasFractions |= text.Contains((byte)'.');
                HasBeyondExact |= IsBeyondExact(text[0] == '-' ? text[1..] : text);
                break;
            case JsonTokenType.Null:
                break;
            default:
                HasOthers = true;
                HasCommas |= type == JsonTokenType.String && text.Contains((byte)',');
                break;
        }
    }

    private static bool IsBeyondExact(ReadOnlySpan<byte> digits) =>
        digits.Length > 15 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (!ulong.TryParse(digits, out var value) || value > LargestExact);
}
