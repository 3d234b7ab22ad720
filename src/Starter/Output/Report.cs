using System.CommandLine;
using Mdlc.Contracts.Json;
using Spectre.Console;

namespace Mdlc.Starter.Output;

/// <summary>
/// What a command says: one JSON document on standard output with <c>--json</c>, tables and lines otherwise. Boxes and colour only on a terminal
/// that is wide enough for them: see <see cref="FittingConsole"/>.
/// </summary>
internal sealed class Report
{
    /// <summary>A table that is redrawn is broken within its cells; on less than this nothing could be read in it.</summary>
    private const int LeastLiveWidth = 72;

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly int? _width;
    private readonly IAnsiConsole _terminal;

    /// <param name="width">That of the terminal; null where <paramref name="output"/> goes to none.</param>
    public Report(bool json, TextWriter output, TextWriter error, int? width)
    {
        Json = json;
        (_output, _error, _width) = (output, error, width);
        _terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = width is null ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = width is null ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = width is null ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (width is { } columns)
        {
            _terminal.Profile.Width = columns;
        }
    }

    public bool Json { get; }

    /// <summary>True when lines can be redrawn.</summary>
    public bool IsLive => !Json && _width >= LeastLiveWidth && _terminal.Profile.Capabilities.Ansi;

    /// <summary>What is redrawn is drawn here; the rest is said by <see cref="Document{T}(T, Action{IAnsiConsole})"/> and <see cref="Line"/>.</summary>
    public IAnsiConsole Terminal => _terminal;

    /// <summary>Says it where the command that was typed is told to.</summary>
    public static Report For(ParseResult parse, bool json)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        return new(json, output, error, ReferenceEquals(output, Console.Out) ? TerminalWidth.OfProcess() : null);
    }

    /// <summary>The command's one document; shown as <paramref name="human"/> draws it when no JSON is asked for.</summary>
    public void Document<T>(T document, Action<IAnsiConsole> human) => Document(() => document, human);

    /// <param name="document">Made for JSON only.</param>
    /// <inheritdoc cref="Document{T}(T, Action{IAnsiConsole})"/>
    public void Document<T>(Func<T> document, Action<IAnsiConsole> human) => Write(() =>
    {
        if (Json)
        {
            _output.WriteLine(MdlcJson.SerializePretty(document()));
        }
        else
        {
            human(new FittingConsole(_terminal, _width));
        }
    });

    /// <summary>Text as it is, whatever form was asked for.</summary>
    public void Text(string text) => Write(() =>
    {
        _output.Write(text);
        _output.Flush();
    });

    /// <summary>A line on the way; silent with <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (!Json)
        {
            Write(() => _output.WriteLine(Printable.Of(text)));
        }
    }

    /// <summary>A line that must be seen in either form: on standard error.</summary>
    public static void Warn(string text) => TryWrite(Console.Error, $"mdlc: {Printable.Of(text)}");

    /// <param name="details">What the message says as a document; null: nothing but the message.</param>
    public void Error(string message, object? details = null)
    {
        TryWrite(_error, $"mdlc: {Printable.Of(message)}");
        if (Json)
        {
            TryWrite(_output, details is null ? MdlcJson.SerializePretty(new { error = message }) : MdlcJson.SerializePretty(new { error = message, details }));
        }
    }

    /// <exception cref="UserException">It cannot be said: the output is closed, or what it goes to is full.</exception>
    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Standard output cannot be written: {closed.Message.TrimEnd('.')}. Expected it to be open; what was done by then is kept.", inner: closed);
        }
    }

    /// <summary>How a command ends is told by its exit code too, which counts where words have nowhere to go.</summary>
    private static void TryWrite(TextWriter writer, string text)
    {
        try
        {
            writer.WriteLine(text);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Nobody listens.
        }
    }
}
