using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Data;

public sealed record ValidateInput(RunKey Run, ModelSpec Spec, FetchResult Fetched);
