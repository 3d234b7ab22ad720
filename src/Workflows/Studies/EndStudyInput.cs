using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Studies;

public sealed record EndStudyInput(RunKey Run);
