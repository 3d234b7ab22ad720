using System.Globalization;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Http;
using Microsoft.AspNetCore.Http;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>A whole history as one file, in the form that the SDKs' replayers read: <c>{"events": […]}</c>.</summary>
internal sealed class HistoryDownload(WorkflowFrontend calls, TimeProvider time)
{
    public async Task ServeAsync(HttpContext http, string ns, string workflowId, string runId)
    {
        var context = new HttpCallContext(http, nameof(calls.GetWorkflowExecutionHistory), HttpDialect.WebUi.ClientName, time.GetUtcNow().UtcDateTime);
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = ns, Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId } };
        var page = await calls.GetWorkflowExecutionHistory(request, context).ConfigureAwait(false);
        http.Response.ContentType = "application/json";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(workflowId, runId)}\"";
        await http.Response.WriteAsync("{\"events\":[", http.RequestAborted).ConfigureAwait(false);
        var separator = "\n";
        while (true)
        {
            foreach (var e in page.History.Events)
            {
                await http.Response.WriteAsync(separator + ProtoJson.Format(e, shorthand: false).ToJsonString(), http.RequestAborted).ConfigureAwait(false);
                separator = ",\n";
            }

            if (page.NextPageToken.IsEmpty)
            {
                break;
            }

            request.NextPageToken = page.NextPageToken;
            page = await calls.GetWorkflowExecutionHistory(request, context).ConfigureAwait(false);
        }

        await http.Response.WriteAsync("\n]}\n", http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Ids may hold anything; a file's name should not.</summary>
    private static string FileName(string workflowId, string runId)
    {
        var safe = string.Concat(workflowId.Take(100).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{safe}-{runId}.history.json");
    }
}
