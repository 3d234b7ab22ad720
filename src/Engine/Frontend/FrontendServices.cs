using Grpc.AspNetCore.Server.Model;
using Mdlc.Engine.Histories;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Frontend;

/// <summary>The gRPC services of the engine.</summary>
internal static class FrontendServices
{
    public static void Add(IServiceCollection services, HistoryEngine engine, EngineStatus status)
    {
        services.AddSingleton(new WorkflowFrontend(engine, status));
        services.AddSingleton<IServiceMethodProvider<WorkflowFrontend>>(
            new ServiceMethods<WorkflowFrontend>(WorkflowServiceReflection.Descriptor.Services));
        services.AddSingleton<HealthFrontend>();
        services.AddSingleton<IServiceMethodProvider<HealthFrontend>>(new HealthMethods());
    }

    public static void Map(IEndpointRouteBuilder application)
    {
        application.MapGrpcService<WorkflowFrontend>();
        application.MapGrpcService<HealthFrontend>();
    }
}
