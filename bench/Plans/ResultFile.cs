using Mdlc.Contracts.Json;

namespace Mdlc.Plans.Bench;

/// <summary>What one training came to.</summary>
/// <param name="Iterations">Of the model.</param>
/// <param name="Metrics">On the test rows.</param>
internal sealed record PlanResult(string Set, string Variant, int Seed, int Iterations, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Results, a line each, put there as they come.</summary>
internal sealed class ResultFile(string path)
{
    public IReadOnlyList<PlanResult> Read() => File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.EndsWith('}')).Select(MdlcJson.Deserialize<PlanResult>)] : [];

    public void Add(PlanResult result) => File.AppendAllText(path, $"{MdlcJson.Serialize(result)}\n");
}
