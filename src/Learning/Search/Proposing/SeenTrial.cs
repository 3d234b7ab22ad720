using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>An observation as a point of the cube.</summary>
/// <param name="Point">NaN where a parameter is inactive or was not told.</param>
/// <param name="State">Complete only with a finite loss; otherwise it counts as failed.</param>
/// <param name="Loss">Of a complete trial its loss, of a pruned one its last interim loss; infinite where there is none.</param>
/// <param name="Resource">Of a pruned one how far it came.</param>
internal sealed record SeenTrial(int Number, double[] Point, ObservationState State, double Loss, int Resource, double Cost)
{
    public bool IsComplete => State == ObservationState.Complete;

    public bool IsPending => State == ObservationState.Pending;
}
