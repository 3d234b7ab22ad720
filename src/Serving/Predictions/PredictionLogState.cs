namespace Mdlc.Serving.Predictions;

/// <summary>How the log is: a part of <c>/v2/health/ready</c>.</summary>
/// <param name="PendingRows">Answered, and not on disk yet.</param>
/// <param name="SetAsideRows">In a file beside the log, which did not take them.</param>
/// <param name="LostRows">In no file.</param>
/// <param name="IsFull">No request is answered until rows are written.</param>
/// <param name="Error">Why rows wait; null when the last writing went well.</param>
internal sealed record PredictionLogState(long PendingRows, long SetAsideRows, long LostRows, bool IsFull, string? Error);
