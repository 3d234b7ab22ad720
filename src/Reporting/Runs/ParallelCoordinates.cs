using System.Globalization;
using System.Text;
using Mdlc.Contracts.Tuning;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>Trials as lines over an axis for each parameter that differs among them, and one for the score.</summary>
internal static class ParallelCoordinates
{
    private const int MostAxes = 16;
    private const int MostTrials = 500;
    private const int Step = 104;
    private const int Side = 52;
    private const int Top = 58;
    private const int Floor = 258;
    private const int Height = 282;
    private const int MostOfLine = 17;
    private const int MostLines = 3;
    private const int MostNames = 9;

    /// <summary>A parameter's values spread over so many times are easier to see by their logarithms.</summary>
    private const double Wide = 30;

    private sealed record Axis(string Name, Func<TrialResult, double?> Place, IReadOnlyList<(double Place, string Label)> Ticks);

    /// <param name="space">Whose scales and ends are shown; null: what was tried tells them.</param>
    /// <param name="order">Names that stand first, in this order.</param>
    /// <returns>Null: there is nothing to compare.</returns>
    public static string? Draw(Leaderboard board, SearchSpace? space, IReadOnlyList<string> order)
    {
        var trials = board.Trials.Where(trial => trial.State != TrialState.Failed && trial.Score is { } score && double.IsFinite(score)).Take(MostTrials).ToList();
        var names = trials.SelectMany(trial => trial.Params.Keys.Concat(trial.Choices.Keys)).Distinct()
            .Where(name => trials.Select(trial => ValueOf(trial, name)).Distinct().Count() > 1)
            .OrderBy(name => order.Contains(name) ? order.ToList().IndexOf(name) : int.MaxValue).ThenBy(name => name, StringComparer.Ordinal)
            .Take(MostAxes)
            .ToList();
        if (trials.Count < 2 || names.Count == 0)
        {
            return null;
        }

        List<Axis> axes = [.. names.Select(name => AxisOf(name, trials, space?.Parameters.FirstOrDefault(parameter => parameter.Name == name))), ScoreAxis(board, trials)];
        var width = (2 * Side) + ((axes.Count - 1) * Step);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<div class=\"wide\"><svg class=\"coordinates\" viewBox=\"0 0 {width} {Height}\" width=\"{width}\" height=\"{Height}\" role=\"img\" aria-label=\"trials over their parameters\" font-size=\"10\" fill=\"#5b6675\">");

        // The best is drawn last, over the others.
        for (var place = trials.Count - 1; place >= 0; place--)
        {
            AddTrial(svg, board, trials[place], axes, place, trials.Count);
        }

        for (var i = 0; i < axes.Count; i++)
        {
            AddAxis(svg, axes[i], Side + (i * Step));
        }

        return svg.Append("</svg></div>").ToString();
    }

    private static void AddTrial(StringBuilder svg, Leaderboard board, TrialResult trial, List<Axis> axes, int place, int count)
    {
        var (isBest, isPruned) = (place == 0 && trial.State != TrialState.Pruned, trial.State == TrialState.Pruned);
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i].Place(trial) is { } at)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? "L" : "M")}{Side + (i * Step)} {Y(at):0.#}");
                isDrawing = true;
            }
            else
            {
                isDrawing = false;
            }
        }

        var worse = count > 1 ? (double)place / (count - 1) : 0;
        var opacity = isBest ? 1 : isPruned ? 0.25 : Math.Clamp(12.0 / count, 0.25, 0.8) * (1 - (0.5 * worse));
        var title = string.Create(CultureInfo.InvariantCulture, $"trial {trial.Trial + 1}: {board.Metric} {HtmlPage.Number(trial.Score)}");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path d=\"{path}\" fill=\"none\" stroke=\"{Color(isPruned ? 1 : worse)}\" stroke-width=\"{(isBest ? 3 : 1.4)}\" opacity=\"{opacity:0.##}\"{(isPruned ? " stroke-dasharray=\"3 3\"" : "")}><title>{HtmlPage.Text(title)}</title></path>");
    }

    private static void AddAxis(StringBuilder svg, Axis axis, int x)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" x2=\"{x}\" y1=\"{Top}\" y2=\"{Floor}\" stroke=\"#9aa4b2\"/>");
        var lines = Lines(axis.Name);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" text-anchor=\"middle\" fill=\"#1c2430\"><title>{HtmlPage.Text(axis.Name)}</title>");
        for (var i = 0; i < lines.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<tspan x=\"{x}\" y=\"{Top - 14 - ((lines.Count - 1 - i) * 12)}\">{HtmlPage.Text(lines[i])}</tspan>");
        }

        svg.Append("</text>");
        foreach (var (place, label) in axis.Ticks)
        {
            // A halo keeps it legible over the lines.
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 5}\" y=\"{Y(place) + 3.5:0.#}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{HtmlPage.Text(Shortened(label, 13))}</text>");
        }
    }

    private static Axis AxisOf(string name, List<TrialResult> trials, SearchParameter? parameter)
    {
        var names = trials.Where(trial => trial.Choices.ContainsKey(name)).Select(trial => trial.Choices[name]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            List<string> choices = parameter is { Choices.Count: > 0 } known ? [.. known.Choices.Union(names)] : names;
            return new Axis(
                name,
                trial => trial.Choices.TryGetValue(name, out var choice) ? Even(choices.IndexOf(choice), choices.Count) : null,
                [.. choices.Select((choice, i) => (Even(i, choices.Count), choice)).Where((_, i) => choices.Count <= MostNames || i % ((choices.Count / MostNames) + 1) == 0)]);
        }

        var values = trials.Where(trial => trial.Params.ContainsKey(name)).Select(trial => trial.Params[name]).Where(double.IsFinite).ToList();
        var (low, high) = Ends(values, parameter);
        var isLog = low > 0 && (parameter?.Scale is ParameterScale.LogUniform or ParameterScale.LogNormal || (parameter is null && high / low >= Wide));
        return Numbers(name, low, high, isLog, trial => trial.Params.TryGetValue(name, out var value) && double.IsFinite(value) ? value : null);
    }

    /// <summary>The space's, and what was tried beyond them, such as a default of 0 on a logarithmic scale.</summary>
    private static (double Low, double High) Ends(List<double> values, SearchParameter? parameter) => parameter switch
    {
        { Kind: ParameterKind.Double or ParameterKind.Int } => (parameter.Min, parameter.Max),
        { Values.Count: > 0 } => (parameter.Values[0], parameter.Values[^1]),
        _ => (values.Min(), values.Max()),
    };

    private static Axis ScoreAxis(Leaderboard board, List<TrialResult> trials)
    {
        var scores = trials.Select(trial => trial.Score!.Value).Order().ToArray();

        // One far off would press the others together: it lies at the end.
        var (low, high) = board.HigherIsBetter ? (scores[scores.Length / 20], scores[^1]) : (scores[0], scores[^((scores.Length / 20) + 1)]);
        var axis = Numbers(board.Metric, low, high, isLog: false, trial => trial.Score);
        return board.HigherIsBetter ? axis : axis with
        {
            Place = trial => 1 - axis.Place(trial),
            Ticks = [.. axis.Ticks.Select(tick => (1 - tick.Place, tick.Label))],
        };
    }

    private static Axis Numbers(string name, double low, double high, bool isLog, Func<TrialResult, double?> value)
    {
        var (from, to) = (Base(low), Base(high));
        return new Axis(
            name,
            trial => value(trial) is { } at ? (to > from ? Math.Clamp((Base(at) - from) / (to - from), 0, 1) : 0.5) : null,
            to > from
                ? [.. new[] { 0, 0.5, 1 }.Select(place => (place, HtmlPage.Number(Rounded(place == 0 ? low : place == 1 ? high : Back(from + (place * (to - from)))))))]
                : [(0.5, HtmlPage.Number(low))]);

        double Base(double number) => isLog ? Math.Log(Math.Max(number, low)) : number;

        double Back(double number) => isLog ? Math.Exp(number) : number;
    }

    private static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string? ValueOf(TrialResult trial, string name) =>
        trial.Choices.TryGetValue(name, out var choice) ? choice
        : trial.Params.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture)
        : null;

    private static double Even(int index, int count) => count > 1 ? (double)index / (count - 1) : 0.5;

    private static double Y(double place) => Floor - (place * (Floor - Top));

    /// <summary>From blue to grey.</summary>
    private static string Color(double worse)
    {
        return string.Create(CultureInfo.InvariantCulture, $"rgb({Mix(31, 176)},{Mix(78, 182)},{Mix(140, 192)})");

        int Mix(int blue, int grey) => (int)Math.Round(blue + (worse * (grey - blue)));
    }

    /// <summary>At capitals and points: names of options are long, and an axis is narrow.</summary>
    private static List<string> Lines(string name)
    {
        var lines = new List<string> { "" };
        foreach (var word in Words(name))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length > MostOfLine)
            {
                lines.Add("");
            }

            lines[^1] += word;
        }

        var shown = lines.Take(MostLines).Select(line => Shortened(line, MostOfLine)).ToList();
        if (lines.Count > MostLines)
        {
            shown[^1] = Shortened(shown[^1] + lines[MostLines], MostOfLine);
        }

        return shown;
    }

    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 1; i < name.Length; i++)
        {
            if ((char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) || name[i - 1] is '.' or '_' or '-' or ' ')
            {
                yield return name[start..i];
                start = i;
            }
        }

        yield return name[start..];
    }

    private static string Shortened(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");
}
