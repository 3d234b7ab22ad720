using Mdlc.Workflows.Changes;

namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc pause</c> and <c>mdlc resume</c>.</summary>
/// <param name="Pause">The pause that began or ended.</param>
internal sealed record PauseDone(string Project, string Model, Pause Pause);
