using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mdlc.Starter.Output;

/// <summary>
/// Draws what fits the terminal as it is, and writes everything else plain: what is piped, and what is wider than the terminal. Plain is a line
/// a row, without boxes, colours and spaces at the end, and never broken, so that paths and commands can be copied and lines be searched.
/// </summary>
/// <param name="width">The terminal's; null where there is none.</param>
internal sealed class FittingConsole(IAnsiConsole terminal, int? width) : IAnsiConsole
{
    /// <summary>No line is as long.</summary>
    private const int Unbroken = 1_000_000;

    public Profile Profile => terminal.Profile;

    public IAnsiConsoleCursor Cursor => terminal.Cursor;

    public IAnsiConsoleInput Input => terminal.Input;

    public IExclusivityMode ExclusivityMode => terminal.ExclusivityMode;

    public RenderPipeline Pipeline => terminal.Pipeline;

    public void Clear(bool home) => terminal.Clear(home);

    public void WriteAnsi(Action<AnsiWriter> action) => terminal.WriteAnsi(action);

    /// <summary>Whether there is a terminal, so that room can be lacking.</summary>
    public bool IsBounded => width is not null;

    private RenderOptions Options => RenderOptions.Create(terminal, terminal.Profile.Capabilities);

    public bool Fits(IRenderable renderable) => width is { } most && renderable.Measure(Options, Unbroken).Max <= most;

    public void Write(IRenderable renderable)
    {
        if (Fits(renderable))
        {
            terminal.Write(renderable);
        }
        else
        {
            WritePlain(renderable, Options);
        }
    }

    private void WritePlain(IRenderable renderable, RenderOptions options)
    {
        if (renderable is Table table)
        {
            Bare(table);
        }

        var text = string.Concat(renderable.Render(options, Unbroken).Where(segment => !segment.IsControlCode).Select(segment => Printable.Of(segment.Text)));
        var lines = text.Split('\n').Select(line => line.TrimEnd());
        terminal.Profile.Out.Writer.Write(string.Join('\n', lines));
    }

    private void Bare(Table table)
    {
        if (table.Title is { } title)
        {
            terminal.Profile.Out.Writer.WriteLine(Markup.Remove(title.Text));
            table.Title = null;
        }

        table.Border(TableBorder.None);
    }
}
