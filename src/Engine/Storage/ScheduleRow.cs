namespace Mdlc.Engine.Storage;

/// <summary>One schedule as the database keeps it.</summary>
/// <param name="State">All that is known of it; null when it was deleted.</param>
internal sealed record ScheduleRow(string Namespace, string ScheduleId, byte[]? State);
