namespace Mdlc.Engine.Storage;

/// <summary>One entry of a run's append-only log.</summary>
internal readonly record struct LogRecord(long RunKey, long Sequence, RecordKind Kind, byte[] Data);
