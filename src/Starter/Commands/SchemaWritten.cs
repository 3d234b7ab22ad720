namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc schema --output FILE --json</c> says.</summary>
internal sealed record SchemaWritten(string File);
