namespace Mdlc.Contracts.Verdicts;

public enum Verdict
{
    Pass,
    Fail,

    /// <summary>Too little evidence either way: promotes nothing.</summary>
    Inconclusive,
}
