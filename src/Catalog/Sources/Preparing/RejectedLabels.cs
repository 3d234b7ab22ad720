namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>How many rejected records had which label, of the first few labels.</summary>
internal sealed class RejectedLabels
{
    private const int MostLabels = 100;

    private readonly Dictionary<string, long> _counts = [];

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <param name="label">Null: nobody can tell it.</param>
    public void Add(string? label)
    {
        if (label is { Length: > 0 } && (_counts.Count < MostLabels || _counts.ContainsKey(label)))
        {
            _counts[label] = _counts.GetValueOrDefault(label) + 1;
        }
    }
}
