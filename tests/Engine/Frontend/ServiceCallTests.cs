using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Mdlc.Engine.Frontend.Calls;

namespace Mdlc.Engine.Tests.Frontend;

/// <summary>The descriptors say that each method of a frontend is a call, with its types; and each is served.</summary>
public sealed class ServiceCallTests
{
    private static readonly Dictionary<Type, ServiceDescriptor> Services = new()
    {
        [typeof(WorkflowFrontend)] = Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services.Single(),
        [typeof(OperatorFrontend)] = Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services.Single(),
        [typeof(TestFrontend)] = Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services.Single(),
    };

    public static TheoryData<string> Frontends => [.. Services.Keys.Select(frontend => frontend.Name)];

    [Theory]
    [MemberData(nameof(Frontends))]
    public void Methods_AreTheServicesCalls(string name)
    {
        var (frontend, service) = Services.Single(pair => pair.Key.Name == name);
        var methods = frontend.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetParameters() is [_, { ParameterType: var second }] && second == typeof(ServerCallContext))
            .ToList();

        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            var call = service.FindMethodByName(method.Name);
            Assert.True(call is not null, $"{method.Name} is no call of {service.FullName}.");
            Assert.Equal(call.InputType.ClrType, method.GetParameters()[0].ParameterType);
            Assert.Equal(typeof(Task<>).MakeGenericType(call.OutputType.ClrType), method.ReturnType);
        });

        // To bind calls asks nothing of the parts that they will need.
        var bind = new CallBinder(service.FullName, new RequestRules(null!, null!, static _ => null), null!);
        var served = (IReadOnlyList<ServiceCall>)frontend.GetMethod("Calls")!.Invoke(RuntimeHelpers.GetUninitializedObject(frontend), [bind])!;
        Assert.Equal(methods.Select(method => method.Name).Order(StringComparer.Ordinal), served.Select(call => call.Name).Order(StringComparer.Ordinal));
    }
}
