using System.Text.Json.Nodes;
using Spectre.Console;

namespace Mdlc.Starter.Listings;

/// <summary>
/// What a command that lists has found at one moment. Only the form that is asked for is made: for a table, the making of JSON would be
/// a third of the command.
/// </summary>
/// <param name="document">What <c>--json</c> gives.</param>
/// <param name="rows">What <c>-o csv</c> gives.</param>
/// <param name="draw">Told whether all columns shall be shown.</param>
internal sealed class Screen(Func<JsonNode> document, Func<JsonArray> rows, Action<IAnsiConsole, bool> draw)
{
    public Screen(Func<JsonArray> rows, Action<IAnsiConsole, bool> draw)
        : this(rows, rows, draw)
    {
    }

    public JsonNode Document => document();

    public JsonArray Rows => rows();

    public void Draw(IAnsiConsole terminal, bool isWide) => draw(terminal, isWide);
}
