using System.Text.RegularExpressions;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Common;
using Temporalio.Worker;

namespace Mdlc.Worker;

/// <summary>What a build of the workers is called. Runs stay with the build that began them; a model's lifecycle goes over to the one that is current.</summary>
public sealed partial record WorkerBuild
{
    /// <summary>The environment variable that names the build of workers that no option names.</summary>
    public const string Variable = "MDLC_BUILD_ID";

    /// <summary>What <see cref="IsValid"/> holds an id to.</summary>
    public const string Form = "up to 100 letters, digits, '-', '_', '.' and '+', the first a letter or digit";

    /// <exception cref="ArgumentException">The id is none.</exception>
    public WorkerBuild(string id)
    {
        Id = IsValid(id) ? id : throw new ArgumentException($"Found build '{id}', expected {Form}.", nameof(id));
    }

    public string Id { get; }

    public static bool IsValid(string id) => Pattern.IsMatch(id);

    /// <returns>Null where the environment names none.</returns>
    /// <exception cref="FaultException">It names what is no build.</exception>
    public static WorkerBuild? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } id ? null
        : IsValid(id) ? new WorkerBuild(id)
        : throw FaultException.InEnvironment($"Found {Variable}='{id}', expected {Form}.");

    /// <summary>How the workers of a project say which build they are: what they begin they end, but for lifecycles.</summary>
    public WorkerDeploymentOptions Of(TaskQueues queues) => new(new WorkerDeploymentVersion(queues.WorkerDeployment, Id), useWorkerVersioning: true)
    {
        DefaultVersioningBehavior = VersioningBehavior.Pinned,
    };

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9._+-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
