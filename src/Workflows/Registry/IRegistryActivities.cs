using Temporalio.Activities;

namespace Mdlc.Workflows.Registry;

/// <summary>Every evaluated candidate becomes an immutable version.</summary>
public interface IRegistryActivities
{
    /// <summary>Builds the package and records it; once per run, however often it is called.</summary>
    [Activity]
    Task<RegisterResult> RegisterAsync(RegisterInput input);
}
