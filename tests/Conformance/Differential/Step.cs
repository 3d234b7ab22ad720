namespace Mdlc.Conformance.Tests.Differential;

/// <summary>One step of a program.</summary>
/// <param name="Name">Unique within a program and its children; what is asked of the outside is asked by it.</param>
public sealed record Step(StepKind Kind, string Name)
{
    /// <summary>How many attempts fail.</summary>
    public int Fails { get; init; }

    /// <summary>How many attempts there may be.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether a failure says that it is not to be tried again.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Of things that have kinds: of cancellation, of closing with the parent, of policies.</summary>
    public int Variant { get; init; }

    public int Milliseconds { get; init; }

    /// <summary>What branches do, or the one program of a child.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Branches { get; init; } = [];
}
