using Mdlc.Contracts.Json;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Happenings;

/// <summary>A happening as a line: the time first.</summary>
internal static class HappeningLine
{
    public static string Of(Happening happening, bool json) => json
        ? MdlcJson.Serialize(happening)
        : OneLine($"{Moment.Text(happening.At)}  {happening.Kind,-7}  {(happening.Subject is { } subject ? $"{subject} " : "")}{happening.Text}{(happening.Link is { } link ? $"  {link}" : "")}");

    /// <summary>Sentences come from senders, data and libraries too, and may be of several lines.</summary>
    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
