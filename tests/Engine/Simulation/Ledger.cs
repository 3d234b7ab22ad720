namespace Mdlc.Engine.Tests.Simulation;

/// <summary>All that anybody was promised.</summary>
internal sealed class Ledger
{
    private readonly List<Fact> _facts = [];
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    public int Count => _facts.Count;

    public void Add(Fact? fact)
    {
        if (fact is not null)
        {
            _facts.Add(fact);
        }
    }

    /// <summary>Somebody wants the run to be forgotten: nothing of it is promised any more.</summary>
    public void Forget(string runId) => _deleted.Add(runId);

    public void Check(Look look)
    {
        foreach (var fact in _facts.Where(fact => !_deleted.Contains(fact.RunId)))
        {
            if (!fact.Holds(look))
            {
                throw new InvalidOperationException($"was promised and is not so: {fact.Name}");
            }
        }
    }
}
