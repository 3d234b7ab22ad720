using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Activities.Evaluation;

/// <summary>What a verdict's summary says beside its rules.</summary>
internal static class GateWords
{
    private const string NoChampion = "the first model: there is no champion to compare with";

    private const string Renewed = "its about has changed, so it takes the champion's place for its card";
    private const string NotRenewed = "its about has changed, but the champion's card stays as it is until a run passes";

    /// <param name="champion">Version of the present champion.</param>
    /// <param name="same">Name of the champion that the candidate is, bit for bit.</param>
    /// <param name="renews">Whether its spec says something else about it than the champion's did.</param>
    public static GateVerdict Told(GateVerdict verdict, GateSpec gate, int? champion, string? same, bool renews)
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
        var told = same is null || isSaid ? summary : $"{summary}; the same model as {same}, bit for bit";
        return verdict with { Summary = !renews ? told : verdict.Verdict == Verdict.Pass ? $"{told}; {Renewed}" : $"{told}; {NotRenewed}" };
    }
}
