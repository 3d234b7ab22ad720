using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mdlc.Starter.Output;

/// <summary>
/// Draws what fits the terminal as it is, and writes everything else plain: what is piped, and what is wider than the terminal. Plain is a line
/// a row, without boxes, colours and spaces at the end, and never broken, so that paths and commands can be copied and lines be searched; on a
/// terminal sentences of a table's last column are, between words.
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
        int? hangs = null;
        if (renderable is Table table)
        {
            Bare(table);
            hangs = LastColumnOf(table, options);
        }

        var text = string.Concat(renderable.Render(options, Unbroken).Where(segment => !segment.IsControlCode).Select(segment => Printable.Of(segment.Text)));
        var lines = text.Split('\n').Select(line => line.TrimEnd()).SelectMany(line => width is { } most && hangs is { } at ? HangingText.Lines(line, at, most) : [line]);
        terminal.Profile.Out.Writer.Write(string.Join('\n', lines));
    }

    /// <summary>Where the last column of a table without a border begins: the others are as wide as their widest cell, and a space stands between.</summary>
    private static int LastColumnOf(Table table, RenderOptions options) => table.Columns
        .SkipLast(1)
        .Select((column, i) => 1 + table.Rows.Select(row => row.ElementAt(i)).Append(column.Header).Max(cell => cell.Measure(options, Unbroken).Max))
        .Sum();

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
