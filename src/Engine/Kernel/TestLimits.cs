namespace Mdlc.Engine.Kernel;

/// <summary>Where a server for tests is more generous than one for production.</summary>
internal static class TestLimits
{
    /// <summary>A test looks at what it did a simulated year ago.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(36_500);

    public static readonly IReadOnlyDictionary<string, string> DynamicConfig = new Dictionary<string, string>
    {
        // A test's workflow may continue as new at once, all the more when the clock has hardly moved.
        ["history.continueAsNewMinInterval"] = "0s",
        ["frontend.WorkflowTimeSkippingEnabled"] = "true",
        ["frontend.WorkflowTimeSkippingMaxSkipPerSession"] = "1000000",
    };
}
