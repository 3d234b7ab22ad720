namespace Mdlc.Learning.Boosting;

/// <summary>A segment that is done.</summary>
/// <param name="Before">What the segment before it was stored as; empty for the first.</param>
/// <param name="Iterations">Done in this segment.</param>
/// <param name="Losses">On the held-out rows after each of them; empty without such rows.</param>
/// <param name="IsLast">No leaf could be split any more, or no better loss was to be expected: none comes after it.</param>
/// <param name="Text">Its trees.</param>
internal sealed record BoostingCheckpoint(string Before, int Iterations, IReadOnlyList<double> Losses, bool IsLast, string Text);
