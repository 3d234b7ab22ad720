using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>
/// Makes calls of a frontend's methods. The service's descriptor is not asked, because reading Temporal's descriptors takes longer than all
/// the rest of a start.
/// </summary>
/// <param name="service">The full name of the service, as descriptors have it.</param>
internal sealed class CallBinder(string service, RequestRules rules, EngineStatus status)
{
    /// <param name="name">The call has the method's name.</param>
    public ServiceCall Call<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRequest, TResponse>(
        Func<TRequest, ServerCallContext, Task<TResponse>> handler, [CallerArgumentExpression(nameof(handler))] string name = "")
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new ServiceCall<TRequest, TResponse>(service, name, handler, rules.For<TRequest>(service, name), status);
}
