using System.Globalization;
using Mdlc.Contracts.Evaluation;

namespace Mdlc.Reporting.Runs;

/// <summary>What the importances are of, and what was not measured.</summary>
internal static class ImportanceWords
{
    private const int Named = 5;

    /// <param name="shown">How many columns the table shows.</param>
    public static string Of(EvaluationDocument document, int shown) => string.Join(" ", Sentences(document, shown));

    private static IEnumerable<string> Sentences(EvaluationDocument document, int shown)
    {
        yield return Text($"How much worse {document.Metric} gets when a column's values are shuffled among {document.ImportanceRows:N0} of {document.TestRows:N0} test rows.");
        if (document.ImportanceUnused is > 0 and var unused)
        {
            yield return Text($"{unused:N0} columns are exactly 0: nothing in the model depends on them.");
        }

        if (document.ImportanceLeftOut is { Count: > 0 } left)
        {
            var names = string.Join(", ", left.Take(Named)) + (left.Count > Named ? ", …" : "");
            yield return Text($"{left.Count:N0} columns were left out because the work is bounded, those that the model gains least from ({names}).");
        }

        if (document.Importance.Count > shown)
        {
            yield return Text($"The other {document.Importance.Count - shown:N0} columns are in evaluation.json.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
