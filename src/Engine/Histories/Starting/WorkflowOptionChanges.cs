using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>What a change of a workflow's options amounts to. Pure functions.</summary>
internal static class WorkflowOptionChanges
{
    private const string Priority = "priority";
    private const string Skipping = "time_skipping_config";
    private const string Override = "versioning_override";
    private const string OverrideBehavior = "versioning_override.behavior";
    private const string OverrideDeployment = "versioning_override.deployment";

    /// <summary>The options with the fields of the mask taken from what was asked for.</summary>
    /// <exception cref="ServiceException">The mask names what is no option, or what cannot be changed by itself.</exception>
    public static WorkflowExecutionOptions Merge(WorkflowExecutionOptions present, WorkflowExecutionOptions asked, FieldMask mask)
    {
        var merged = present.Clone();
        foreach (var path in mask.Paths)
        {
            var (field, isWhole) = path.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? (path[..dot], false) : (path, true);
            switch (field)
            {
                case Priority when isWhole:
                    merged.Priority = asked.Priority;
                    break;
                case Priority:
                    var priority = new FieldMask { Paths = { path[(Priority.Length + 1)..] } };
                    priority.Merge(asked.Priority ?? new Priority(), merged.Priority ??= new Priority());
                    break;
                case Skipping when isWhole:
                    merged.TimeSkippingConfig = asked.TimeSkippingConfig;
                    break;
                case Override when isWhole || IsOldPair(mask):
                    merged.VersioningOverride = asked.VersioningOverride;
                    break;
                case Override when path is OverrideBehavior or OverrideDeployment:
                    throw ServiceException.InvalidArgument("error applying update_options: versioning_override fields must be updated together");
                case Override:
                    throw ServiceException.InvalidArgument("error applying update_options: versioning_override doesn't support partial updates");
                case Skipping:
                    throw ServiceException.InvalidArgument("error applying update_options: time_skipping_config doesn't support partial update");
                default:
                    throw new ServiceException(StatusCode.Unimplemented, $"{field} of a running workflow cannot be changed on this server.");
            }
        }

        return merged;
    }

    /// <summary>Older clients name the two fields of which an override consisted.</summary>
    private static bool IsOldPair(FieldMask mask) => mask.Paths.Contains(OverrideBehavior) && mask.Paths.Contains(OverrideDeployment);

    /// <summary>Whether the time skipping begins anew: an end of it, given once more, counts from now.</summary>
    public static bool RestartsSkipping(WorkflowExecutionOptions present, WorkflowExecutionOptions merged, FieldMask mask) =>
        mask.Paths.Contains(Skipping)
        && (merged.TimeSkippingConfig?.FastForwardConfig is not null || !Equals(merged.TimeSkippingConfig, present.TimeSkippingConfig));
}
