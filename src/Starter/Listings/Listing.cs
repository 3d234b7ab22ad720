using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Listings;

/// <summary>Rows as a table of the columns for which there is room; what is left out for want of it is said.</summary>
internal static class Listing
{
    public static void Draw<T>(IAnsiConsole terminal, IReadOnlyList<T> rows, IReadOnlyList<ListingColumn<T>> columns, bool wide, string? title = null)
    {
        var shown = columns.Where(column => wide || !column.IsWide).ToList();
        var left = new List<string>();
        var table = Table(rows, shown, title);
        while (!wide && terminal is FittingConsole { IsBounded: true } fitting && !fitting.Fits(table) && shown.Where(column => column.Rank > 0).MaxBy(column => column.Rank) is { } least)
        {
            shown.Remove(least);
            left.Add(least.Title);
            table = Table(rows, shown, title);
        }

        terminal.Write(table);
        if (left.Count > 0)
        {
            terminal.WriteLine($"without {string.Join(", ", left)}: -o wide shows all");
        }
    }

    private static Table Table<T>(IReadOnlyList<T> rows, List<ListingColumn<T>> columns, string? title)
    {
        var table = new Table().Border(TableBorder.Rounded);
        if (title is not null)
        {
            table.Title(Markup.Escape(title));
        }

        foreach (var column in columns)
        {
            table.AddColumn(Markup.Escape(column.Title));
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => column.IsNumber ? new Text(column.Text(row)).RightJustified() : new Text(column.Text(row))));
        }

        return table;
    }
}
