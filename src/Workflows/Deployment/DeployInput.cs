using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Deployment;

public sealed record DeployInput(RunKey Run, int Version);
