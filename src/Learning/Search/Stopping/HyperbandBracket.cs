namespace Mdlc.Learning.Search.Stopping;

/// <summary>Of one round of Hyperband: so many trials, each with so much at first.</summary>
internal readonly record struct HyperbandBracket(int Trials, int Resource);
