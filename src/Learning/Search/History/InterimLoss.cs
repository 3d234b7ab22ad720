namespace Mdlc.Learning.Search.History;

/// <summary>How a trial stood on its way.</summary>
/// <param name="Resource">What it had spent by then, such as boosting iterations; above 0.</param>
/// <param name="Loss">Lower is better.</param>
public readonly record struct InterimLoss(int Resource, double Loss);
