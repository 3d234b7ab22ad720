namespace Mdlc.Learning.Search.Proposing;

/// <summary>Independent draws.</summary>
internal sealed class RandomTuner : Tuner
{
    protected override (double[]? Point, string? Note) Next(SearchContext context) => (null, null);
}
