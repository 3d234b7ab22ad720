using Google.Protobuf;
using Mdlc.Engine.Histories;

namespace Mdlc.Engine.Frontend;

/// <summary>What holds for the requests of all calls: they name a namespace that exists, and a caller whose name is not too long.</summary>
internal sealed class RequestRules(NamespaceRegistry namespaces, EngineLimits limits)
{
    /// <summary>The rules of one call.</summary>
    /// <returns>Throws <see cref="ServiceException"/> for a request that breaks one.</returns>
    public Action<TRequest> For<TRequest>(string service, string call)
        where TRequest : IMessage<TRequest>
    {
        var namespaceOf = Text<TRequest>("Namespace");
        var identityOf = IsOfWorker(call) ? Text<TRequest>("Identity") : null;
        var mayName = typeof(TRequest).GetProperty("TaskToken") is not null;
        var mustName = !mayName && NamesItsNamespace(service, call);
        return request =>
        {
            if (namespaceOf?.Invoke(request) is { } name)
            {
                CheckNamespace(name, mustName || (mayName && name.Length > 0));
            }

            if (identityOf?.Invoke(request).Length > limits.MaxIdLength)
            {
                throw ServiceException.InvalidArgument("Identity length exceeds limit.");
            }
        };
    }

    /// <summary>Reads a field of the requests, or null where they have none of that name.</summary>
    public static Func<TRequest, string>? Text<TRequest>(string property) =>
        typeof(TRequest).GetProperty(property, typeof(string))?.GetMethod?.CreateDelegate<Func<TRequest, string>>();

    private void CheckNamespace(string name, bool mustExist)
    {
        if (name.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument("Namespace length exceeds limit.");
        }

        if (mustExist)
        {
            namespaces.Get(name);
        }
    }

    private static bool IsOfWorker(string call) =>
        call.StartsWith("Respond", StringComparison.Ordinal) || (call.StartsWith("Poll", StringComparison.Ordinal) && call.EndsWith("TaskQueue", StringComparison.Ordinal));

    /// <summary>The calls about namespaces and those of operators have their own words for one that is missing.</summary>
    private static bool NamesItsNamespace(string service, string call) =>
        service.EndsWith(".WorkflowService", StringComparison.Ordinal) && !call.EndsWith("Namespace", StringComparison.Ordinal);
}
