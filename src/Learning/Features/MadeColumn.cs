namespace Mdlc.Learning.Features;

/// <summary>A column of numbers that are made when they are read.</summary>
/// <param name="Of">By row.</param>
internal sealed record MadeColumn(string Name, Func<int, float> Of);
