using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>One run: what it is, what it waits for, and what happened.</summary>
internal sealed record WorkflowPage(PageLinks Links, DescribeWorkflowExecutionResponse Description, HistoryEvent Started, HistoryEvent? Closed)
{
    private WorkflowExecutionInfo Info => Description.WorkflowExecutionInfo;

    private string Id => Info.Execution.WorkflowId;

    private string RunId => Info.Execution.RunId;

    public Html Render(GetWorkflowExecutionHistoryResponse history, bool isFirst) => Html.Of($"""
        <div class="title"><h1>{Id}</h1>{Layout.Status(Info.Status)}</div>
        {(Description.ExecutionConfig?.UserMetadata?.Summary is { } summary ? Html.Of($"<p class=\"summary\">{PayloadText.Of(summary)}</p>") : Html.Empty)}
        {Layout.Facts(Facts())}
        {PendingSections.Render(Links, Description)}
        {Values("search-attributes", "Search attributes", Info.SearchAttributes?.IndexedFields)}
        {Values("memo", "Memo", Info.Memo?.Fields)}
        {InputAndResult()}
        {Layout.Section("history", "History", History(history, isFirst))}
        """);

    private IEnumerable<(string Name, Html Value)> Facts()
    {
        yield return ("Type", Layout.Text(Info.Type.Name));
        yield return ("Task queue", Layout.Text(Info.TaskQueue));
        yield return ("Start", Moments.Of(Info.StartTime));
        yield return ("Close", Moments.Of(Info.CloseTime));
        yield return ("Took", Info.CloseTime is null ? Html.Empty : Layout.Text(Moments.Between(Info.StartTime, Info.CloseTime)));
        yield return ("Events", Html.Of($"{Info.HistoryLength} <span class=\"quiet\">({Info.HistorySizeBytes} bytes)</span>"));
        yield return ("Run", Html.Of($"<code>{RunId}</code>"));
        yield return ("Parent", Run(Info.ParentExecution));
        yield return ("Root", Info.RootExecution is { } root && root.RunId != RunId ? Run(root) : Html.Empty);
        yield return ("Previous run", Run(Started.WorkflowExecutionStartedEventAttributes.ContinuedExecutionRunId));
        yield return ("Next run", Run(NextRunId()));
    }

    private string NextRunId() => Closed?.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes => Closed.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes => Closed.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => Closed.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => Closed.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        _ => "",
    };

    private Html Run(WorkflowExecution? execution) => execution is null || execution.WorkflowId.Length == 0
        ? Html.Empty
        : Html.Of($"<a href=\"{Links.Workflow(execution.WorkflowId, execution.RunId)}\">{execution.WorkflowId}</a>");

    private Html Run(string runId) => runId.Length == 0 ? Html.Empty : Html.Of($"<a href=\"{Links.Workflow(Id, runId)}\"><code>{runId}</code></a>");

    private static Html Values(string id, string title, IReadOnlyCollection<KeyValuePair<string, Payload>>? values) => values is not { Count: > 0 }
        ? Html.Empty
        : Layout.Section(id, title, Layout.Facts(values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Layout.Text(PayloadText.Line(pair.Value))))));

    private Html InputAndResult()
    {
        var input = Started.WorkflowExecutionStartedEventAttributes.Input;
        var result = Closed?.WorkflowExecutionCompletedEventAttributes?.Result;
        var failure = Closed?.WorkflowExecutionFailedEventAttributes?.Failure;
        return Html.Of($"""
            <div class="columns">
            {(input is null ? Html.Empty : Layout.Section("input", "Input", Pre(input.Payloads_.Select(PayloadText.Of))))}
            {(result is null ? Html.Empty : Layout.Section("result", "Result", Pre(result.Payloads_.Select(PayloadText.Of))))}
            {(failure is null ? Html.Empty : Layout.Section("failure", "Failure", Pre([PayloadText.Of(failure)])))}
            </div>
            """);
    }

    private static Html Pre(IEnumerable<string> texts) => Html.Join(texts.Select(text => Html.Of($"<pre>{text}</pre>\n")));

    private Html History(GetWorkflowExecutionHistoryResponse history, bool isFirst) => Html.Of($"""
        <p><a href="{Links.Download(Id, RunId)}" download>Download as JSON</a></p>
        {HistoryTable.Render(Links, history.History.Events, Info.StartTime)}
        <nav class="paging" aria-label="Pages of the history">
        {(isFirst ? Html.Empty : Html.Of($"<a href=\"{Links.Workflow(Id, RunId)}#history\">First page</a>"))}
        {(history.NextPageToken.IsEmpty ? Html.Empty : Html.Of($"<a rel=\"next\" href=\"{Links.History(Id, RunId, history.NextPageToken)}\">Next page</a>"))}
        </nav>
        """);
}
