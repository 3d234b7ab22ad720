using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Json;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Listings;

/// <summary>Says a listing in the form that is asked for, once or over and over.</summary>
internal static class ListingView
{
    /// <summary>Gives a command its options and its body.</summary>
    public static void SetListing(this Command command, Func<CommandContext, ParseResult, CancellationToken, Task<Screen>> read)
    {
        command.Add(ListingOptions.Form);
        command.Add(ListingOptions.Watch);
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var form = context.Report.Json ? ListingForm.Json : parse.GetValue(ListingOptions.Form);
            if (parse.GetResult(ListingOptions.Watch) is not { Implicit: false } || parse.GetValue(ListingOptions.Watch) is not { } every)
            {
                Say(context.Report, form, await read(context, parse, cancellationToken));
                return ExitCode.Ok;
            }

            await WatchAsync(context, form, every, () => read(context, parse, cancellationToken), cancellationToken);
            return ExitCode.Ok;
        });
    }

    public static JsonArray ToRows<T>(IEnumerable<T> rows) => (JsonArray)JsonSerializer.SerializeToNode(rows, MdlcJson.Options)!;

    private static void Say(Report report, ListingForm form, Screen screen)
    {
        if (form == ListingForm.Csv)
        {
            report.Text(CsvText.Of(screen.Rows));
            return;
        }

        report.Document(() => screen.Document, terminal => screen.Draw(terminal, form == ListingForm.Wide));
    }

    /// <summary>Ends with the token only.</summary>
    private static async Task WatchAsync(CommandContext context, ListingForm form, TimeSpan every, Func<Task<Screen>> read, CancellationToken cancellationToken)
    {
        string? said = null;
        while (true)
        {
            var screen = await read();
            var document = screen.Document.ToJsonString(MdlcJson.Options);
            if (context.Report.IsLive && form is ListingForm.Table or ListingForm.Wide)
            {
                context.Report.Terminal.Clear();
                Say(context.Report, form, screen);
                context.Report.Line($"{Moment.Text(context.Time.GetUtcNow())}, every {every.TotalSeconds:0.#} s; Ctrl-C ends it");
            }
            else if (document != said)
            {
                SayAnew(context.Report, form, screen, document, isFirst: said is null);
                said = document;
            }

            context.Starting(cancellationToken);
            await Task.Delay(every, context.Time, cancellationToken);
        }
    }

    /// <summary>Documents a line each, so that a reader knows where one ends; tables with an empty line between.</summary>
    private static void SayAnew(Report report, ListingForm form, Screen screen, string document, bool isFirst)
    {
        if (form == ListingForm.Json)
        {
            report.Text($"{document}\n");
            return;
        }

        if (!isFirst)
        {
            report.Text("\n");
        }

        Say(report, form, screen);
    }
}
