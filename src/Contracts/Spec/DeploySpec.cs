namespace Mdlc.Contracts.Spec;

public sealed record DeploySpec
{
    /// <summary>Where a promoted version is served: <c>local</c> (the home's own server) or <c>none</c>.</summary>
    public string Target { get; init; } = "local";
}
