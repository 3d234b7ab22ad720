using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>models</c>: every model with where its aliases stand.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List models.");
        command.SetBody(CatalogAccess.ReadOnly, async (context, _, cancellationToken) =>
        {
            var rows = new List<ModelRow>();
            foreach (var versions in (await context.Catalog.Models.ListAsync(cancellationToken: cancellationToken)).GroupBy(p => (p.Project, p.Model)))
            {
                var aliases = await context.Catalog.Models.AliasesAsync(versions.Key.Project, versions.Key.Model, cancellationToken);
                rows.Add(new ModelRow(
                    versions.Key.Project,
                    versions.Key.Model,
                    versions.Count(),
                    aliases.Find(AliasName.Champion),
                    aliases.Find(AliasName.Challenger),
                    aliases.Find(AliasName.Previous),
                    versions.Max(v => v.Created)));
            }

            context.Report.Document(rows, terminal => Draw(terminal, rows));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<ModelRow> rows)
    {
        if (rows.Count == 0)
        {
            terminal.WriteLine("No models yet. Make one: mdlc run model.yaml");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("project", "model", "versions", "champion", "challenger", "previous", "newest");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text(row.Project),
                new Text(row.Model),
                new Text(row.Versions.ToString(CultureInfo.InvariantCulture)),
                new Text(row.Champion?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(row.Challenger?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(row.Previous?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(Moment.Text(row.Newest)));
        }

        terminal.Write(table);
    }
}
