namespace Mdlc.Contracts.Verdicts;

/// <summary>A verdict as people read it.</summary>
public static class VerdictWords
{
    public const string NotJudged = "not judged";

    /// <param name="judged">False: no rule applied, so that a pass says nothing.</param>
    public static string Of(Verdict verdict, bool? judged) =>
        verdict == Verdict.Pass && judged == false ? NotJudged : verdict.ToString().ToLowerInvariant();
}
