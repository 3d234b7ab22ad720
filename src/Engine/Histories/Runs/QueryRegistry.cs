using Temporalio.Api.Query.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>Queries that wait for the run's workflow task. Guarded by the run's gate.</summary>
internal sealed class QueryRegistry
{
    private readonly Dictionary<string, BufferedQuery> _queries = new(StringComparer.Ordinal);

    public int Count => _queries.Count;

    /// <summary>Queries in the order in which they came.</summary>
    public IEnumerable<KeyValuePair<string, BufferedQuery>> Waiting => _queries;

    public void Add(string id, BufferedQuery query) => _queries[id] = query;

    public void Remove(string id) => _queries.Remove(id);

    /// <summary>Answers a query by the result that came with a workflow task.</summary>
    public void Answer(string id, WorkflowQueryResult result)
    {
        if (_queries.Remove(id, out var query))
        {
            query.Outcome.TrySetResult(result);
        }
    }

    /// <summary>Tells all that wait to ask the worker directly.</summary>
    public void UnblockAll()
    {
        foreach (var query in _queries.Values)
        {
            query.Outcome.TrySetResult(null);
        }

        _queries.Clear();
    }
}
