using System.Reflection;
using Google.Protobuf;
using Grpc.Core;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Frontend.Http;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Microsoft.AspNetCore.Http;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>
/// The engine's own pages: they read and change nothing, need no script, and are made here from what the calls answer. Nothing that the
/// browser is told to load comes from elsewhere.
/// </summary>
internal sealed class WebPages(WorkflowFrontend calls, NamespaceRegistry namespaces, TimeProvider time, string root)
{
    private const int EventsPerPage = 250;
    private const string Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly byte[] StyleSheet = ReadStyleSheet();

    /// <param name="path">The path below the public path, decoded.</param>
    public async Task ServeAsync(HttpContext http, string[] path)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        switch (path)
        {
            case [""] or ["namespaces"]:
                http.Response.Redirect(new PageLinks(root, "default").Workflows);
                break;
            case ["style.css"]:
                http.Response.ContentType = "text/css; charset=utf-8";
                http.Response.Headers.CacheControl = "max-age=3600";
                await http.Response.Body.WriteAsync(StyleSheet, http.RequestAborted).ConfigureAwait(false);
                break;
            case ["namespaces", var ns]:
                http.Response.Redirect(new PageLinks(root, ns).Workflows);
                break;
            case ["namespaces", var ns, "workflows"]:
                await AnswerAsync(http, ns, () => ListAsync(http, new PageLinks(root, ns))).ConfigureAwait(false);
                break;
            case ["namespaces", var ns, "workflows", var id, ..] when path.Length <= 6:
                await AnswerAsync(http, ns, () => WorkflowAsync(http, new PageLinks(root, ns), id, path.Length > 4 ? path[4] : "")).ConfigureAwait(false);
                break;
            default:
                await AnswerAsync(http, "default", () => throw ServiceException.NotFound("There is no such page.")).ConfigureAwait(false);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext http, string ns, Func<Task<(string Title, Html Content)>> render)
    {
        var (title, content) = ("Error", Html.Empty);
        try
        {
            (title, content) = await render().ConfigureAwait(false);
        }
        catch (ServiceException e)
        {
            http.Response.StatusCode = Engine.Http.HttpStatuses.Of(e.Code);
            content = Html.Of($"<p class=\"error\" role=\"alert\">{e.Message}</p>");
        }

        var page = Layout.Page(new PageLinks(root, ns), title, namespaces.All.Select(known => known.NamespaceInfo.Name), content);
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(page.ToString(), http.RequestAborted).ConfigureAwait(false);
    }

    private async Task<(string Title, Html Content)> ListAsync(HttpContext http, PageLinks links)
    {
        var (context, query, token) = (Context(http), http.Request.Query["query"].ToString().Trim(), PageToken(http));
        var page = new WorkflowListPage(links, query);
        try
        {
            var list = await calls.ListWorkflowExecutions(
                new() { Namespace = links.Namespace, Query = query, PageSize = WorkflowListPage.PageSize, NextPageToken = token }, context).ConfigureAwait(false);
            var counts = await calls.CountWorkflowExecutions(
                new() { Namespace = links.Namespace, Query = $"{query} GROUP BY ExecutionStatus".Trim() }, context).ConfigureAwait(false);
            return ("Workflows", page.Render(list, counts, null, token.IsEmpty));
        }
        catch (InvalidVisibilityRequestException e)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return ("Workflows", page.Render(null, null, e.Message, isFirst: true));
        }
    }

    private async Task<(string Title, Html Content)> WorkflowAsync(HttpContext http, PageLinks links, string id, string runId)
    {
        var (context, token) = (Context(http), PageToken(http));
        var description = await calls.DescribeWorkflowExecution(
            new() { Namespace = links.Namespace, Execution = new WorkflowExecution { WorkflowId = id, RunId = runId } }, context).ConfigureAwait(false);
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = links.Namespace, Execution = description.WorkflowExecutionInfo.Execution, MaximumPageSize = 1 };
        var first = await calls.GetWorkflowExecutionHistory(request, context).ConfigureAwait(false);
        var last = await calls.GetWorkflowExecutionHistory(
            new(request) { HistoryEventFilterType = HistoryEventFilterType.CloseEvent }, context).ConfigureAwait(false);
        var history = await calls.GetWorkflowExecutionHistory(new(request) { MaximumPageSize = EventsPerPage, NextPageToken = token }, context).ConfigureAwait(false);
        var closed = description.WorkflowExecutionInfo.Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Paused ? null : last.History.Events.LastOrDefault();
        var page = new WorkflowPage(links, description, first.History.Events[0], closed);
        return (id, page.Render(history, token.IsEmpty));
    }

    private HttpCallContext Context(HttpContext http) => new(http, http.Request.Path, HttpDialect.WebUi.ClientName, time.GetUtcNow().UtcDateTime);

    /// <exception cref="ServiceException">The parameter is no page token.</exception>
    private static ByteString PageToken(HttpContext http)
    {
        try
        {
            return ByteString.FromBase64(http.Request.Query["page"].ToString());
        }
        catch (FormatException)
        {
            throw new ServiceException(StatusCode.InvalidArgument, "page: expected the token of a page.");
        }
    }

    private static byte[] ReadStyleSheet()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("engine.css")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
