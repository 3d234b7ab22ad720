using Temporalio.Api.Failure.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>Failures as workers report them.</summary>
internal static class Failures
{
    public static Failure Application(string message, string type = "Broken", bool nonRetryable = false, double? nextRetrySeconds = null) => new()
    {
        Message = message,
        Source = "conformance",
        ApplicationFailureInfo = new()
        {
            Type = type,
            NonRetryable = nonRetryable,
            NextRetryDelay = nextRetrySeconds is { } seconds ? HandDrivenWorker.Seconds(seconds) : null,
        },
    };
}
