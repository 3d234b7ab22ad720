namespace Mdlc.Engine.Frontend.Calls;

/// <summary>The standard health service; its two messages are a string field and an enum field, written by hand.</summary>
internal sealed class HealthFrontend;
