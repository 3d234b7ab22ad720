using System.Globalization;
using System.Text;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Registry;

namespace Mdlc.Activities.Registry;

/// <summary>Writes <c>card.md</c>: what a person must know before using the version. Nothing is said that was not measured or declared.</summary>
internal static class ModelCard
{
    public static string Write(RegisterInput input, int version, ModelSignature signature, string evaluationDocument)
    {
        var card = new StringBuilder();
        WriteHead(card, input, version, signature);
        WriteData(card, input);
        WriteTraining(card, input);
        EvaluationTables.Write(card, input.Evaluation, evaluationDocument);
        WriteGate(card, input);
        WriteInputs(card, signature);
        WriteUse(card, input.Spec.About);
        return card.ToString();
    }

    private static void WriteHead(StringBuilder card, RegisterInput input, int version, ModelSignature signature)
    {
        var predicts = signature.Task switch
        {
            ModelTask.Regression => $"the number {Markdown.Code(signature.Label)}",
            ModelTask.Binary => $"whether {Markdown.Code(signature.Label)} is {Markdown.Code(signature.Classes[1])}",
            _ => $"which of {signature.Classes.Count} values {Markdown.Code(signature.Label)} has",
        };
        Line(card, $"# {Markdown.Text($"{input.Run.Project}/{input.Run.Model}")}, version {version}");
        Line(card, $"");
        Line(card, $"Predicts {predicts} ({Word(signature.Task)}). Made by run {Markdown.Code(input.Run.ToString())}; model digest `{input.Training.ModelDigest}`.");
        Line(card, $"");
        WriteAbout(card, input.Spec.About);
        Line(card, $"_This card is made from the spec and the run, and is not edited by hand: the package's files are checked whenever they are read._");
        Line(card, $"_What people declare stands under `about` in the spec: change it there, and the next run's version says it._");
        Line(card, $"");
    }

    private static void WriteAbout(StringBuilder card, AboutSpec about)
    {
        Line(card, $"- owner: {(about.Owner is { } owner ? Markdown.Text(owner) : "_not declared (`about.owner`)_")}");
        if (about.Tags.Count > 0)
        {
            Line(card, $"- tags: {string.Join(", ", about.Tags.Select(Markdown.Text))}");
        }

        Line(card, $"");
    }

    private static void WriteData(StringBuilder card, RegisterInput input)
    {
        Line(card, $"## Data");
        Line(card, $"");
        Line(card, $"- source: {Markdown.Code(input.Spec.Source.Path)} ({Word(input.Spec.Source.Format)})");
        Line(card, $"- snapshot: `{input.Data.Snapshot.DataDigest}`");
        Line(card, $"- rows: {input.Split.TrainRows} for training, {input.Split.TestRows} for testing, {input.Data.Quarantined} quarantined");
        Line(card, $"- split: by {Word(input.Spec.Split.By)}, seed {input.Spec.Split.Seed}");
        Line(card, $"");
    }

    private static void WriteTraining(StringBuilder card, RegisterInput input)
    {
        Line(card, $"## Training");
        Line(card, $"");
        Line(card, $"- trainer: {Word(input.Training.Trainer)}, seed {input.Spec.Train.Seed}, {input.Spec.Train.Threads} threads");
        if (input.Tuning is { } tuning)
        {
            Line(card, $"- search: {tuning.Trials.Count} trials for {Markdown.Text(tuning.Metric)}{Found(tuning)}");
        }

        if (input.Training.OperatingPoint is { } point)
        {
            Line(card, $"- {Markdown.Text(point.Note)}");
        }

        foreach (var note in input.Plan.Notes)
        {
            Line(card, $"- {Markdown.Text(note)}");
        }

        Line(card, $"- took {input.Training.Seconds:0.0} s and {input.Training.PeakMemoryMb} MiB");
        Line(card, $"");
    }

    private static string Found(Leaderboard tuning) => tuning.Trials is [{ Score: { } score } best, ..]
        ? string.Create(CultureInfo.InvariantCulture, $": {score:0.####} with {string.Join(", ", best.Params.Select(option => string.Create(CultureInfo.InvariantCulture, $"{option.Key} {option.Value:0.#####}")).Concat(best.Choices.Select(choice => $"{choice.Key} {choice.Value}")))}")
        : ", none of which has a score: the spec's own options were used";

    private static void WriteGate(StringBuilder card, RegisterInput input)
    {
        var against = input.Gate.Champion is { } champion ? $"version {champion}" : "no champion";
        Line(card, $"## Gate");
        Line(card, $"");
        Line(card, $"**{VerdictWords.Of(input.Gate.Verdict, input.Gate.Judged)}** against {against}: {Markdown.Text(input.Gate.Summary)}");
        Line(card, $"");
        if (input.Gate.Judged == true)
        {
            Line(card, $"Each end of a gate's interval is a bound that holds with 95 % by itself: it is narrower than those of the metrics above, whose ends hold together.");
            Line(card, $"");
        }
    }

    private static void WriteInputs(StringBuilder card, ModelSignature signature)
    {
        Line(card, $"## Inputs");
        Line(card, $"");
        Line(card, $"| column | type | used as | missing in training |");
        Line(card, $"|---|---|---|---|");
        foreach (var column in signature.Inputs)
        {
            Line(card, $"| {Markdown.Text(column.Name)} | {Word(column.Type)} | {Word(column.Role)} | {(column.Nullable ? "yes" : "no")} |");
        }

        Line(card, $"");
    }

    private static void WriteUse(StringBuilder card, AboutSpec about)
    {
        Line(card, $"## Intended use");
        Line(card, $"");
        Line(card, $"{(about.IntendedUse is { } use ? Markdown.Lines(use) : "_Not declared: the spec's `about.intendedUse` says who may use this model for what._")}");
        Line(card, $"");
        Line(card, $"## Limits");
        Line(card, $"");
        if (about.Limits.Count == 0)
        {
            Line(card, $"_Not declared: the spec's `about.limits` says what it must not be used for._");
        }

        foreach (var limit in about.Limits)
        {
            Line(card, $"- {Markdown.Text(limit)}");
        }

        Line(card, $"");
        Line(card, $"The figures above hold for rows like those of the test set.");
    }

    private static void Line(StringBuilder card, FormattableString text) =>
        card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
