using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Activities.Evaluation;

/// <summary>What a verdict's summary says beside its rules.</summary>
internal static class GateWords
{
    private const string NoChampion = "the first model: there is no champion to compare with";

    /// <param name="champion">Version of the present champion.</param>
    /// <param name="same">Name of the champion that the candidate is, bit for bit.</param>
    public static GateVerdict Told(GateVerdict verdict, GateSpec gate, int? champion, string? same)
    {
        var first = gate.Champion is not null && champion is null;
        var summary = (verdict.Rules.Count, first) switch
        {
            (0, true) => NoChampion,
            (0, false) => "the spec has no gate",
            (_, true) => $"{verdict.Summary}; {NoChampion}",
            _ => verdict.Summary,
        };

        // Where the champion's rule is among the deciding ones it says so itself.
        var isSaid = verdict.Verdict == Verdict.Pass && gate.Champion is not null;
        return verdict with { Summary = same is null || isSaid ? summary : $"{summary}; the same model as {same}, bit for bit" };
    }
}
