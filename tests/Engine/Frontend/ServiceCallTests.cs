using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Mdlc.Engine.Frontend;

namespace Mdlc.Engine.Tests.Frontend;

/// <summary>Frontends are bound by their methods' names; the descriptors say that each is a call, with its types.</summary>
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
    }
}
