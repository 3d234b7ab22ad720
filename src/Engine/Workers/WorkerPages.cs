using System.Text.Json;
using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Workers;

/// <summary>Lists of workers, a page at a time.</summary>
internal static class WorkerPages
{
    private const string CursorName = "l";

    /// <param name="workers">By their keys.</param>
    /// <exception cref="ServiceException">The token is none of a list of workers.</exception>
    public static ListWorkersResponse Page(IReadOnlyList<WorkerHeartbeat> workers, int size, ByteString token)
    {
        var cursor = token.IsEmpty ? "" : Cursor(token);
        var rest = workers.SkipWhile(worker => cursor.Length > 0 && string.CompareOrdinal(worker.WorkerInstanceKey, cursor) <= 0).ToList();
        var page = size > 0 ? rest.Take(size).ToList() : rest;
        var response = new ListWorkersResponse { Workers = { page.Select(Summary) } };
#pragma warning disable CS0612 // Deprecated by Temporal, and still filled there.
        response.WorkersInfo.AddRange(page.Select(worker => new WorkerInfo { WorkerHeartbeat = worker }));
#pragma warning restore CS0612
        if (page.Count < rest.Count)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString(CursorName, page[^1].WorkerInstanceKey);
                json.WriteEndObject();
            }

            response.NextPageToken = ByteString.CopyFrom(buffer.ToArray());
        }

        return response;
    }

    private static string Cursor(ByteString token)
    {
        try
        {
            using var json = JsonDocument.Parse(token.Memory);
            return json.RootElement.TryGetProperty(CursorName, out var last) ? last.GetString() ?? "" : "";
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw ServiceException.InvalidArgument("invalid next_page_token");
        }
    }

    private static WorkerListInfo Summary(WorkerHeartbeat worker) => new()
    {
        WorkerInstanceKey = worker.WorkerInstanceKey,
        WorkerIdentity = worker.WorkerIdentity,
        TaskQueue = worker.TaskQueue,
        DeploymentVersion = worker.DeploymentVersion,
        SdkName = worker.SdkName,
        SdkVersion = worker.SdkVersion,
        Status = worker.Status,
        StartTime = worker.StartTime,
        HostName = worker.HostInfo?.HostName ?? "",
        WorkerGroupingKey = worker.HostInfo?.WorkerGroupingKey ?? "",
        ProcessId = worker.HostInfo?.ProcessId ?? "",
        Plugins = { worker.Plugins },
        Drivers = { worker.Drivers },
    };
}
