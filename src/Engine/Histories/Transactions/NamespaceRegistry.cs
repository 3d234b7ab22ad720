using System.Collections.Concurrent;
using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>The namespaces, kept as the description that clients get.</summary>
internal sealed class NamespaceRegistry(Journal journal, EngineLimits limits)
{
    private const string SettingPrefix = "namespace/";
    private readonly ConcurrentDictionary<string, DescribeNamespaceResponse> _byName = new(StringComparer.Ordinal);

    /// <summary>What every namespace of this server can do.</summary>
    private NamespaceInfo.Types.Capabilities Capabilities => new()
    {
        EagerWorkflowStart = limits.EagerWorkflowStart,
        WorkerHeartbeats = limits.WorkerHeartbeats,
        SyncUpdate = true,
        AsyncUpdate = true,
        WorkerPollCompleteOnShutdown = true,
        WorkflowPause = limits.WorkflowPause,
    };

    public IEnumerable<DescribeNamespaceResponse> All => _byName.Values.OrderBy(ns => ns.NamespaceInfo.Name, StringComparer.Ordinal);

    public bool TryGet(string name, out DescribeNamespaceResponse ns) => _byName.TryGetValue(name, out ns!);

    /// <exception cref="ServiceException">There is none of that name, or it is being deleted.</exception>
    public DescribeNamespaceResponse Get(string name) =>
        _byName.TryGetValue(name, out var ns) ? ns.NamespaceInfo.State == NamespaceState.Deleted ? throw BeingDeleted(ns) : ns
        : name.Length == 0 ? throw ServiceException.InvalidArgument("Namespace is empty.")
        : throw ServiceException.NamespaceNotFound(name);

    public DescribeNamespaceResponse? FindById(string id) => _byName.Values.FirstOrDefault(ns => ns.NamespaceInfo.Id == id);

    public string IdOf(string name) => _byName.TryGetValue(name, out var ns) ? ns.NamespaceInfo.Id : "";

    /// <summary>How long closed runs of the namespace are kept; null when it is not known, or keeps them for ever.</summary>
    public TimeSpan? RetentionOf(string name) =>
        TryGet(name, out var ns) && ns.Config.WorkflowExecutionRetentionTtl.IsSet() ? ns.Config.WorkflowExecutionRetentionTtl.OrZero() : null;

    public void Load(IReadOnlyDictionary<string, byte[]> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (key.StartsWith(SettingPrefix, StringComparison.Ordinal))
            {
                var ns = DescribeNamespaceResponse.Parser.ParseFrom(value);

                // What this server can do, whatever the one could that wrote it.
                ns.NamespaceInfo.Capabilities = Capabilities;
                _byName[ns.NamespaceInfo.Name] = ns;
            }
        }
    }

    /// <summary>Adds or replaces a namespace; the task ends when it is durable.</summary>
    public Task Put(DescribeNamespaceResponse ns)
    {
        ns.NamespaceInfo.Capabilities = Capabilities;
        _byName[ns.NamespaceInfo.Name] = ns;
        return Save(ns.NamespaceInfo.Name, ns.ToByteArray());
    }

    public Task Remove(string name)
    {
        _byName.TryRemove(name, out _);
        return Save(name, null);
    }

    private static ServiceException BeingDeleted(DescribeNamespaceResponse ns) => new(
        Grpc.Core.StatusCode.FailedPrecondition,
        "Namespace has invalid state: Deleted. Must be Registered or Deprecated.",
        new NamespaceInvalidStateFailure
        {
            Namespace = ns.NamespaceInfo.Name,
            State = ns.NamespaceInfo.State,
            AllowedStates = { NamespaceState.Registered, NamespaceState.Deprecated },
        });

    private Task Save(string name, byte[]? value)
    {
        var batch = new WriteBatch();
        batch.Settings.Add((SettingPrefix + name, value));
        return journal.Append(batch, null);
    }
}
