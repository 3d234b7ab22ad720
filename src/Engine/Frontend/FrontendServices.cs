using Grpc.AspNetCore.Server.Model;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Visibility;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Frontend;

/// <summary>The gRPC services of the engine.</summary>
internal static class FrontendServices
{
    public static void Add(
        IServiceCollection services, HistoryEngine engine, VisibilityManager visibility, SearchAttributeSettings attributes, EngineStatus status)
    {
        services.AddSingleton(new WorkflowFrontend(engine, visibility, status));
        services.AddSingleton<IServiceMethodProvider<WorkflowFrontend>>(
            new ServiceMethods<WorkflowFrontend>(WorkflowServiceReflection.Descriptor.Services));
        services.AddSingleton(new OperatorFrontend(engine, visibility, attributes, status));
        services.AddSingleton<IServiceMethodProvider<OperatorFrontend>>(
            new ServiceMethods<OperatorFrontend>(OperatorServiceReflection.Descriptor.Services));
        services.AddSingleton<HealthFrontend>();
        services.AddSingleton<IServiceMethodProvider<HealthFrontend>>(new HealthMethods());
    }

    public static void Map(IEndpointRouteBuilder application)
    {
        application.MapGrpcService<WorkflowFrontend>();
        application.MapGrpcService<OperatorFrontend>();
        application.MapGrpcService<HealthFrontend>();
    }
}
