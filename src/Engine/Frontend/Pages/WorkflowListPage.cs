using Google.Protobuf;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>The list of workflows: a query, how many there are of each status, and a page of them.</summary>
internal sealed record WorkflowListPage(PageLinks Links, string Query)
{
    public const int PageSize = 50;

    /// <param name="page">The workflows, or null when the query was refused.</param>
    /// <param name="refusal">Why it was.</param>
    public Html Render(ListWorkflowExecutionsResponse? page, CountWorkflowExecutionsResponse? counts, string? refusal, bool isFirst) => Html.Of($"""
        <form class="query" method="get" action="{Links.Workflows}" role="search">
        <label for="query">Query</label>
        <input id="query" name="query" type="search" value="{Query}" spellcheck="false" autocomplete="off" placeholder="WorkflowType = 'ModelLifecycle' AND ExecutionStatus = 'Running'">
        <button>Search</button>
        </form>
        {(refusal is null ? Counts(counts!) : Html.Of($"<p class=\"error\" role=\"alert\">{refusal}</p>"))}
        {(page is null ? Html.Empty : Table(page))}
        {(page is null ? Html.Empty : Paging(page.NextPageToken, isFirst))}
        """);

    private Html Counts(CountWorkflowExecutionsResponse counts) => Html.Of($"""
        <ul class="counts">
        <li><a href="{Links.List("")}"><b>{counts.Count}</b> {(Query.Length > 0 ? "found" : "in all")}</a></li>
        {Html.Join(counts.Groups.Select(Count))}
        </ul>
        """);

    private Html Count(CountWorkflowExecutionsResponse.Types.AggregationGroup group)
    {
        var status = PayloadText.Of(group.GroupValues[0]);
        var condition = $"ExecutionStatus = '{status}'";
        var narrowed = Query.Length == 0 ? condition : Query.Contains(condition, StringComparison.Ordinal) ? Query : $"({Query}) AND {condition}";
        return Html.Of($"<li><a href=\"{Links.List(narrowed)}\"><b>{group.Count}</b> <span class=\"status {status.ToLowerInvariant()}\">{Layout.Words(status)}</span></a></li>\n");
    }

    private Html Table(ListWorkflowExecutionsResponse page) => page.Executions.Count == 0
        ? Html.Of($"<p class=\"nothing\">No workflow {(Query.Length > 0 ? "matches this query" : "has run in this namespace")}.</p>")
        : Html.Of($"""
            <div class="scroll"><table>
            <thead><tr><th>Status</th><th>Workflow</th><th>Type</th><th>Task queue</th><th>Start</th><th>Took</th><th class="number">Events</th></tr></thead>
            <tbody>
            {Html.Join(page.Executions.Select(Row))}
            </tbody></table></div>
            """);

    private Html Row(WorkflowExecutionInfo info) => Html.Of($"""
        <tr><td>{Layout.Status(info.Status)}</td><td class="id"><a href="{Links.Workflow(info.Execution.WorkflowId, info.Execution.RunId)}">{info.Execution.WorkflowId}</a></td><td>{info.Type.Name}</td><td>{info.TaskQueue}</td><td>{Moments.Of(info.StartTime)}</td><td>{(info.CloseTime is null ? "" : Moments.Between(info.StartTime, info.CloseTime))}</td><td class="number">{(info.CloseTime is null ? "" : $"{info.HistoryLength}")}</td></tr>

        """);

    private Html Paging(ByteString next, bool isFirst) => Html.Of($"""
        <nav class="paging" aria-label="Pages">
        {(isFirst ? Html.Empty : Html.Of($"<a href=\"{Links.List(Query)}\">First page</a>"))}
        {(next.IsEmpty ? Html.Empty : Html.Of($"<a rel=\"next\" href=\"{Links.List(Query, next)}\">Next page</a>"))}
        </nav>
        """);
}
