using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Triggers;

/// <param name="Id">The same id is taken once, however often it is fired.</param>
/// <param name="Spec">Null: the one that the model was last asked to be run with.</param>
public sealed record FireInput(string Project, string Model, string Id, ModelSpec? Spec);
