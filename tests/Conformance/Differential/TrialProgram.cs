using System.Text.Json;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>What a workflow does, and what is done to it.</summary>
/// <param name="Attempts">Of the workflow as a whole; more than one gives it a retry policy.</param>
public sealed record TrialProgram(int Seed, StartKind Start, int Attempts, bool CleansUp, IReadOnlyList<Step> Steps, IReadOnlyList<OutsideAction> Outside)
{
    private static readonly JsonSerializerOptions Format = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault };

    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
