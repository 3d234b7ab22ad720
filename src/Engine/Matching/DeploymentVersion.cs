using System.Diagnostics.CodeAnalysis;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Matching;

/// <summary>The name of one version of a worker deployment. Where there is none, workers are unversioned: that is null.</summary>
internal sealed record DeploymentVersion(string DeploymentName, string BuildId)
{
    /// <summary>How texts name what has no version.</summary>
    public const string Unversioned = "__unversioned__";

    private const char Delimiter = ':';
    private const char OldDelimiter = '.';

    /// <summary>As search attributes and errors spell it.</summary>
    public override string ToString() => $"{DeploymentName}{Delimiter}{BuildId}";

    public static DeploymentVersion? Of(WorkerDeploymentVersion? message) => message is null ? null : new(message.DeploymentName, message.BuildId);

    /// <summary>The version that a worker works for; null of a worker without versioning.</summary>
    public static DeploymentVersion? Of(WorkerDeploymentOptions? options) =>
        options is { WorkerVersioningMode: WorkerVersioningMode.Versioned } ? new(options.DeploymentName, options.BuildId) : null;

    /// <summary>As the fields for older clients spell a version, or that there is none.</summary>
    public static string OldText(DeploymentVersion? version) =>
        version is null ? Unversioned : $"{version.DeploymentName}{OldDelimiter}{version.BuildId}";

    /// <summary>Reads either spelling; the delimiter that comes first ends the deployment's name.</summary>
    /// <param name="version">Null for <see cref="Unversioned"/>.</param>
    /// <param name="wrong">What is wrong with the text; null when nothing is.</param>
    public static bool TryParse(string text, out DeploymentVersion? version, [NotNullWhen(false)] out string? wrong)
    {
        (version, wrong) = (null, null);
        if (text == Unversioned)
        {
            return true;
        }

        var end = text.AsSpan().IndexOfAny(Delimiter, OldDelimiter);
        wrong = end < 0 ? $"expected delimiter '{Delimiter}' or '{OldDelimiter}' not found in version string {text}"
            : end == 0 ? $"deployment name is empty in version string {text}"
            : end == text.Length - 1 ? $"build id is empty in version string {text}"
            : null;
        version = wrong is null ? new(text[..end], text[(end + 1)..]) : null;
        return wrong is null;
    }

    public WorkerDeploymentVersion ToMessage() => new() { DeploymentName = DeploymentName, BuildId = BuildId };
}
