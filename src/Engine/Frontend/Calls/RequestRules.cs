using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>
/// What holds for the requests of all calls: they name a namespace that exists, that of the task whose token they show, and a caller
/// whose name is not too long.
/// </summary>
/// <param name="namespaceOf">The namespace of a task's token; null for a token that is none, or of nothing that is still there.</param>
internal sealed class RequestRules(NamespaceRegistry namespaces, EngineLimits limits, Func<ByteString, string?> namespaceOf)
{
    /// <summary>The rules of one call.</summary>
    /// <returns>Throws <see cref="ServiceException"/> for a request that breaks one.</returns>
    public Action<TRequest> For<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRequest>(string service, string call)
        where TRequest : IMessage<TRequest>
    {
        var nameOf = Text<TRequest>("Namespace");
        var identityOf = IsOfWorker(call) ? Text<TRequest>("Identity") : null;
        var tokenOf = Field<TRequest, ByteString>("TaskToken");
        var mustName = tokenOf is null && NamesItsNamespace(service, call);
        return request =>
        {
            if (nameOf?.Invoke(request) is { } name)
            {
                CheckNamespace(name, mustName || (tokenOf is not null && name.Length > 0));
                CheckToken(name, tokenOf?.Invoke(request) ?? ByteString.Empty);
            }

            if (identityOf?.Invoke(request).Length > limits.MaxIdLength)
            {
                throw ServiceException.InvalidArgument("Identity length exceeds limit.");
            }
        };
    }

    /// <summary>Reads a field of the requests, or null where they have none of that name.</summary>
    public static Func<TRequest, string>? Text<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRequest>(string property) => Field<TRequest, string>(property);

    private static Func<TRequest, TValue>? Field<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRequest, TValue>(string property) =>
        typeof(TRequest).GetProperty(property, typeof(TValue))?.GetMethod?.CreateDelegate<Func<TRequest, TValue>>();

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

    private void CheckToken(string name, ByteString token)
    {
        if (name.Length > 0 && !token.IsEmpty && namespaceOf(token) is { } own && own != name)
        {
            throw ServiceException.InvalidArgument("Operation requested with a token from a different namespace.");
        }
    }

    private static bool IsOfWorker(string call) =>
        call.StartsWith("Respond", StringComparison.Ordinal) || (call.StartsWith("Poll", StringComparison.Ordinal) && call.EndsWith("TaskQueue", StringComparison.Ordinal));

    /// <summary>The calls about namespaces and those of operators have their own words for one that is missing.</summary>
    private static bool NamesItsNamespace(string service, string call) =>
        service.EndsWith(".WorkflowService", StringComparison.Ordinal) && !call.EndsWith("Namespace", StringComparison.Ordinal);
}
