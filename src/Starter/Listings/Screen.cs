using System.Text.Json.Nodes;
using Spectre.Console;

namespace Mdlc.Starter.Listings;

/// <summary>What a command that lists has found at one moment.</summary>
/// <param name="Document">What <c>--json</c> gives.</param>
/// <param name="Rows">What <c>-o csv</c> gives.</param>
/// <param name="Draw">Told whether all columns shall be shown.</param>
internal sealed record Screen(JsonNode Document, JsonArray Rows, Action<IAnsiConsole, bool> Draw);
