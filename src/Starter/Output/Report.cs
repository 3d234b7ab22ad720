using Mdlc.Contracts.Json;
using Spectre.Console;

namespace Mdlc.Starter.Output;

/// <summary>
/// What a command says: one JSON document on standard output with <c>--json</c>, tables and lines otherwise. Colour only on a terminal;
/// what is piped is never wrapped, so that paths and commands can be copied.
/// </summary>
internal sealed class Report
{
    private const int PipedWidth = 400;

    private readonly IAnsiConsole _out;

    public Report(bool json)
    {
        Json = json;
        _out = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            _out.Profile.Width = PipedWidth;
        }
    }

    public bool Json { get; }

    /// <summary>True when lines can be redrawn.</summary>
    public bool IsLive => !Json && !Console.IsOutputRedirected && _out.Profile.Capabilities.Ansi;

    public IAnsiConsole Terminal => _out;

    /// <summary>The command's one document; shown as <paramref name="human"/> draws it when no JSON is asked for.</summary>
    public void Document<T>(T document, Action<IAnsiConsole> human)
    {
        if (Json)
        {
            Console.Out.WriteLine(MdlcJson.SerializePretty(document));
        }
        else
        {
            human(_out);
        }
    }

    /// <summary>A line on the way; silent with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!Json)
        {
            _out.WriteLine(text);
        }
    }

    /// <summary>A line that must be seen in either form: on standard error.</summary>
    public static void Warn(string text) => Console.Error.WriteLine($"mdlc: {text}");

    /// <param name="details">What the message says as a document; null: nothing but the message.</param>
    public void Error(string message, object? details = null)
    {
        Console.Error.WriteLine($"mdlc: {message}");
        if (Json)
        {
            Console.Out.WriteLine(details is null ? MdlcJson.SerializePretty(new { error = message }) : MdlcJson.SerializePretty(new { error = message, details }));
        }
    }
}
