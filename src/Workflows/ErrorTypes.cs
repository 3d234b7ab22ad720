using Mdlc.Contracts.Faults;

namespace Mdlc.Workflows;

/// <summary>The error types that activities fail with, where a workflow decides by them.</summary>
public static class ErrorTypes
{
    public const string SpecFault = "SpecFault";
    public const string DataFault = "DataFault";
    public const string ResourceFault = "ResourceFault";
    public const string EnvironmentFault = "EnvironmentFault";

    /// <summary>The work was cut off from outside (its process was killed), and says nothing about the work.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>The disk was full. Nothing that the work was given is at fault, and it is done again once there is room.</summary>
    public const string NoRoom = "NoRoom";

    /// <summary>What was asked for cannot be done as things stand; the message says why.</summary>
    public const string Refused = "Refused";

    public static IReadOnlyCollection<string> Faults { get; } = [SpecFault, DataFault, ResourceFault, EnvironmentFault];

    public static string Of(FaultKind kind) => kind switch
    {
        FaultKind.Spec => SpecFault,
        FaultKind.Data => DataFault,
        FaultKind.Resource => ResourceFault,
        _ => EnvironmentFault,
    };
}
