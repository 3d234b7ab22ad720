using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>The runs of all namespaces, in memory, found by query. What was written is read at once. Thread-safe.</summary>
/// <remarks>
/// Strings match exactly, as in Temporal on PostgreSQL or Elasticsearch. On SQLite Temporal folds letter case in STARTS_WITH and in
/// keyword lists, and does not find a time of whole seconds by equality: both are left out.
/// </remarks>
public sealed class VisibilityStore(SearchAttributeRegistry registry)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VisibilityTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Adds a run, or replaces what was known of it.</summary>
    public void Upsert(VisibilityRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_lock)
        {
            TableNeedsLock(record.Namespace).Upsert(record);
        }
    }

    /// <summary>Forgets a run; an unknown one is ignored.</summary>
    public void Delete(string @namespace, string runId)
    {
        lock (_lock)
        {
            TableNeedsLock(@namespace).Delete(runId);
        }
    }

    /// <summary>A page of the runs that match, in the default order: open ones first, then the latest closed, the latest started.</summary>
    /// <param name="query">Temporal's list filter; empty for all.</param>
    /// <param name="pageSize">At least 1.</param>
    /// <param name="pageToken">Empty for the first page, else the token of the page before.</param>
    /// <exception cref="InvalidVisibilityRequestException">The query or the token is not valid.</exception>
    public VisibilityPage List(string @namespace, string query, int pageSize, ByteString pageToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var compiled = QueryCompiler.Compile(query, @namespace, registry);
        var after = VisibilityPageToken.Parse(pageToken);
        lock (_lock)
        {
            var records = TableNeedsLock(@namespace).Find(compiled, after).Take(pageSize).Select(row => row.Record).ToList();
            // Like Temporal: a full page has a token, even if nothing follows.
            return new VisibilityPage(
                records, records.Count == pageSize ? VisibilityPageToken.After(records[^1]).ToByteString() : ByteString.Empty);
        }
    }

    /// <summary>How many runs match, in groups when the query says GROUP BY.</summary>
    /// <exception cref="InvalidVisibilityRequestException">The query is not valid.</exception>
    public VisibilityCount Count(string @namespace, string query)
    {
        var compiled = QueryCompiler.Compile(query, @namespace, registry);
        lock (_lock)
        {
            var rows = TableNeedsLock(@namespace).Find(compiled, after: null);
            if (compiled.GroupBy is not { } attribute)
            {
                return new VisibilityCount(rows.LongCount(), []);
            }

            var groups = rows.CountBy(row => GroupValue(row, attribute)).OrderBy(group => group.Key.Order).ThenBy(group => group.Key.Text, StringComparer.Ordinal)
                .Select(group => new VisibilityGroup(group.Key.Text, group.Value)).ToList();
            return new VisibilityCount(groups.Sum(group => group.Count), groups);
        }
    }

    private static (long Order, string? Text) GroupValue(VisibilityRow row, SearchAttribute attribute) =>
        attribute.Name == SystemSearchAttributes.ExecutionStatus
            ? ((long)row.Record.Status, StatusNames[(int)row.Record.Status])
            : (0, (string?)row.ValueOf(attribute));

    private static readonly string[] StatusNames = [.. Enum.GetValues<WorkflowExecutionStatus>().Order().Select(status => status.ToString())];

    private VisibilityTable TableNeedsLock(string @namespace)
    {
        if (!_tables.TryGetValue(@namespace, out var table))
        {
            _tables[@namespace] = table = new VisibilityTable();
        }

        return table;
    }
}
