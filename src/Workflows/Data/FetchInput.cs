using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Data;

public sealed record FetchInput(RunKey Run, ModelSpec Spec);
