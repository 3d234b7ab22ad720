using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Deployments;

/// <summary>What names of deployments and versions may be.</summary>
internal static class DeploymentNames
{
    /// <summary>What Temporal puts around the two names in an id of its own, which must not be too long.</summary>
    private const int Overhead = 39;

    /// <exception cref="ServiceException">The name is none of a deployment.</exception>
    public static void CheckName(string name, EngineLimits limits)
    {
        const string Field = "WorkerDeploymentName";
        CheckLength(Field, name, limits);
        foreach (var banned in (ReadOnlySpan<char>)['.', ':'])
        {
            if (name.Contains(banned, StringComparison.Ordinal))
            {
                throw ServiceException.InvalidArgument($"worker deployment name cannot contain '{banned}'");
            }
        }

        CheckStart(Field, name);
    }

    /// <exception cref="ServiceException">The id is none of a build.</exception>
    public static void CheckBuildId(string buildId, EngineLimits limits)
    {
        const string Field = "BuildID";
        CheckLength(Field, buildId, limits);
        CheckStart(Field, buildId);
    }

    /// <exception cref="ServiceException">One of the names is none.</exception>
    public static void Check(DeploymentVersion version, EngineLimits limits)
    {
        CheckName(version.DeploymentName, limits);
        CheckBuildId(version.BuildId, limits);
    }

    private static void CheckLength(string field, string name, EngineLimits limits)
    {
        if (name.Length == 0)
        {
            throw ServiceException.InvalidArgument($"{field} cannot be empty");
        }

        if (name.Length > (limits.MaxIdLength - Overhead) / 2)
        {
            throw ServiceException.InvalidArgument($"size of {field} larger than the maximum allowed");
        }
    }

    private static void CheckStart(string field, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            throw ServiceException.InvalidArgument($"{field} cannot start with '__'");
        }
    }
}
