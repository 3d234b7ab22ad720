namespace Mdlc.Contracts.Faults;

/// <summary>
/// A fault that no retry can mend. The message is a sentence for a person: what was found (with file, row and column where there are any),
/// what was expected, and what to do.
/// </summary>
public sealed class FaultException(FaultKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public FaultKind Kind { get; } = kind;

    /// <summary>What the sentence says as a document, for those who read JSON; null: nothing but the sentence.</summary>
    public object? Details { get; init; }

    /// <summary>Where a person sees what the sentence says; null: nowhere else.</summary>
    public FaultPage? Page { get; init; }

    public static FaultException InSpec(string message, Exception? inner = null) => new(FaultKind.Spec, message, inner);

    public static FaultException InData(string message, Exception? inner = null) => new(FaultKind.Data, message, inner);

    public static FaultException InResource(string message, Exception? inner = null) => new(FaultKind.Resource, message, inner);

    public static FaultException InEnvironment(string message, Exception? inner = null) => new(FaultKind.Environment, message, inner);
}
