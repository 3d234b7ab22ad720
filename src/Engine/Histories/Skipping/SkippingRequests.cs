using Grpc.Core;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Skipping;

/// <summary>Checks what clients ask for, and fills in what they leave out.</summary>
internal static class SkippingRequests
{
    /// <exception cref="ServiceException">The feature is off, or the configuration contradicts itself.</exception>
    public static void Prepare(TimeSkippingConfig? config, EngineLimits limits)
    {
        if (config is null)
        {
            return;
        }

        RequireEnabled(limits);
        if (config.MaxSessionSkipCount <= 0)
        {
            config.MaxSessionSkipCount = Math.Max(1, limits.TimeSkippingMaxSkipPerSession);
        }

        if (config.FastForwardConfig is { } forward)
        {
            if (!forward.Duration.IsSet())
            {
                throw ServiceException.InvalidArgument("Time skipping config invalid: fast_forward duration must be positive");
            }

            RequireId(forward.Id);
            if (!config.Enabled)
            {
                throw ServiceException.InvalidArgument("time_skipping_config: cannot set fast_forward when enabled is false");
            }
        }
    }

    public static void RequireEnabled(EngineLimits limits)
    {
        if (!limits.TimeSkippingEnabled)
        {
            throw new ServiceException(StatusCode.Unimplemented, "The Time-Skipping feature is not enabled for namespace.");
        }
    }

    public static void RequireId(string fastForwardId)
    {
        if (string.IsNullOrWhiteSpace(fastForwardId))
        {
            throw ServiceException.InvalidArgument("Time skipping config invalid: fast_forward_id must be set");
        }
    }
}
