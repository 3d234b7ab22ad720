namespace Mdlc.Contracts.Spec;

public sealed record DeploySpec
{
    public DeployTarget Target { get; init; }
}
