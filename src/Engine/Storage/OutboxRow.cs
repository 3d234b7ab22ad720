namespace Mdlc.Engine.Storage;

/// <summary>Work between runs that was promised by a commit and is not known to be done.</summary>
/// <param name="Kind">An <c>OutboxKind</c> as a number.</param>
/// <param name="RunKey">The run that promised it.</param>
/// <param name="EventId">The event of that run which asks for it, or 0.</param>
internal readonly record struct OutboxRow(long Id, int Kind, long RunKey, long EventId);
