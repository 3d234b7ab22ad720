using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Hosting;

/// <summary>What a Temporal server must know before mdlc can use it: a namespace, and the search attributes by which runs are found.</summary>
internal sealed class ServerSetup(ITemporalClient client, TimeProvider time)
{
    public const string Command = "mdlc setup-server";

    /// <summary>What is new takes a moment to reach every part of a server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private string Namespace => client.Options.Namespace;

    /// <summary>Whether a server has refused something because it was not told of an attribute.</summary>
    public static bool IsMissingIn(RpcException refusal) => refusal.Message.Contains("no mapping defined for search attribute", StringComparison.Ordinal);

    public static string Sentence(string what) => $"The Temporal server lacks mdlc's search attributes ({what}). Add them once with: {Command}";

    /// <summary>Names of attributes that the server does not know; none where it does not say what it knows.</summary>
    /// <exception cref="UserException">One has another type there.</exception>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Missing(await KnownAsync(cancellationToken));
        }
        catch (RpcException silent) when (silent.Code is RpcException.StatusCode.PermissionDenied or RpcException.StatusCode.Unimplemented or RpcException.StatusCode.Unauthenticated)
        {
            return [];
        }
    }

    /// <summary>Makes what is not there, and changes nothing that is. Returns when the server knows it.</summary>
    /// <param name="retention">How long a namespace that is made keeps closed workflows.</param>
    /// <exception cref="UserException">An attribute has another type there, or what was made does not show.</exception>
    public async Task<ServerSetupDone> ApplyAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var madeNamespace = !await HasNamespaceAsync(cancellationToken);
        if (madeNamespace)
        {
            await MakeNamespaceAsync(retention, cancellationToken);
        }

        var missing = Missing(await KnownAsync(cancellationToken));
        if (missing.Count > 0)
        {
            await AddAsync(missing, cancellationToken);
        }

        return new ServerSetupDone(client.Connection.Options.TargetHost ?? "", Namespace, madeNamespace, missing, [.. SearchAttributes.All.Keys.Except(missing)]);
    }

    private static List<string> Missing(IDictionary<string, IndexedValueType> known)
    {
        foreach (var (name, type) in SearchAttributes.All)
        {
            if (known.TryGetValue(name, out var found) && found != Enum.Parse<IndexedValueType>(type))
            {
                throw new UserException($"Search attribute {name} is a {found} on this server, expected {type}: it is in use for something else. Use a namespace of its own for mdlc (TEMPORAL_NAMESPACE).");
            }
        }

        return [.. SearchAttributes.All.Keys.Where(name => !known.ContainsKey(name))];
    }

    private async Task AddAsync(List<string> missing, CancellationToken cancellationToken)
    {
        var request = new AddSearchAttributesRequest { Namespace = Namespace };
        foreach (var name in missing)
        {
            request.SearchAttributes.Add(name, Enum.Parse<IndexedValueType>(SearchAttributes.All[name]));
        }

        try
        {
            await client.Connection.OperatorService.AddSearchAttributesAsync(request, Rpc(cancellationToken));
        }
        catch (RpcException raced) when (raced.Code == RpcException.StatusCode.AlreadyExists)
        {
            // Another one was quicker: what counts is that they are there.
        }

        await UntilAsync(async () => Missing(await KnownAsync(cancellationToken)).Count == 0, $"The search attributes {string.Join(", ", missing)}", cancellationToken);
    }

    private async Task MakeNamespaceAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        try
        {
            await client.Connection.WorkflowService.RegisterNamespaceAsync(
                new RegisterNamespaceRequest
                {
                    Namespace = Namespace,
                    WorkflowExecutionRetentionPeriod = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(retention),
                },
                Rpc(cancellationToken));
        }
        catch (RpcException raced) when (raced.Code == RpcException.StatusCode.AlreadyExists)
        {
            // As above.
        }

        await UntilAsync(() => HasNamespaceAsync(cancellationToken), $"Namespace {Namespace}", cancellationToken);
    }

    private async Task<bool> HasNamespaceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.Connection.WorkflowService.DescribeNamespaceAsync(new() { Namespace = Namespace }, Rpc(cancellationToken));
            _ = await KnownAsync(cancellationToken);
            return true;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<Task<bool>> isThere, string what, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + Patience;
        while (!await isThere())
        {
            if (time.GetUtcNow() > deadline)
            {
                throw new UserException($"{what} was made, but does not show after {Patience.TotalSeconds:0} s. Run this again: what is there stays.");
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private async Task<IDictionary<string, IndexedValueType>> KnownAsync(CancellationToken cancellationToken) =>
        (await client.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = Namespace }, Rpc(cancellationToken))).CustomAttributes;

    private static RpcOptions Rpc(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };
}
