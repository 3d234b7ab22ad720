using Mdlc.Workflows;
using Mdlc.Workflows.Monitoring;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Happenings;

/// <summary>Windows that have been compared with what their model was trained on, whoever asked for it, since <paramref name="since"/>.</summary>
internal sealed class MonitorWatch(DateTimeOffset since)
{
    /// <summary>A server may list a workflow some time after its end; what ended longer ago is not looked for again.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromMinutes(5);

    private HashSet<string> _told = new(StringComparer.Ordinal);

    /// <returns>Oldest first; nothing while the server does not answer.</returns>
    public async Task<IReadOnlyList<Happening>> LookAsync(ITemporalClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = now - LooksBack > since ? now - LooksBack : since;
        var (known, told) = (new HashSet<string>(StringComparer.Ordinal), new List<Happening>());
        try
        {
            var rpc = new RpcOptions { CancellationToken = cancellationToken };
            await foreach (var window in client.ListWorkflowsAsync($"WorkflowType = '{nameof(MonitorWindow)}' AND CloseTime >= '{from:yyyy-MM-ddTHH:mm:ss.fffffffZ}'", new() { Rpc = rpc }))
            {
                if (!_told.Contains(window.RunId))
                {
                    told.Add(await OfAsync(client.GetWorkflowHandle(window.Id, window.RunId), new(window.CloseTime ?? now.UtcDateTime, TimeSpan.Zero), rpc));
                }

                known.Add(window.RunId);
            }

            _told = known;
        }
        catch (RpcException)
        {
            // The engine is changing hands, most likely: what was not told is listed again.
            _told.UnionWith(known);
        }

        return [.. told.OrderBy(one => one.At)];
    }

    private static async Task<Happening> OfAsync(WorkflowHandle window, DateTimeOffset at, RpcOptions rpc)
    {
        try
        {
            var result = await window.GetResultAsync<MonitorResult>(followRuns: false, rpc);
            return new Happening(at, "monitor", $"{result.Project}/{result.Model}", result.Drift, result.Summary) { Link = result.Report };
        }
        catch (WorkflowFailedException failed)
        {
            return new Happening(at, "monitor", SubjectOf(window.Id), "failed", $"could not be compared with its training: {Failures.Sentence(failed.InnerException ?? failed)}");
        }
    }

    /// <summary>The model in <c>monitor/project/model/window</c>.</summary>
    private static string? SubjectOf(string id) => id.Split('/') is [_, var project, var model, ..] ? $"{project}/{model}" : null;
}
