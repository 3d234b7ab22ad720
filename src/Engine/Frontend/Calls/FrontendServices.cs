using Grpc.AspNetCore.Server.Model;
using Mdlc.Engine.Batches;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Timers;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>The services of the engine with their calls; gRPC and HTTP serve the same ones.</summary>
internal sealed class FrontendServices
{
    private readonly OperatorFrontend _operator;
    private readonly TestFrontend? _test;
    private readonly IReadOnlyList<ServiceCall> _workflowCalls;
    private readonly IReadOnlyList<ServiceCall> _operatorCalls;
    private readonly IReadOnlyList<ServiceCall> _testCalls = [];

    public FrontendServices(
        HistoryEngine engine, Scheduler scheduler, Batcher batcher, VisibilityManager visibility, SearchAttributeSettings attributes, TaskQueueSettings taskQueues,
        NamespaceRemoval removal, EngineStatus status, EngineClocks clocks)
    {
        Workflow = new WorkflowFrontend(
            engine, scheduler, batcher, visibility, taskQueues, new WorkerRegistry(engine.Services.Limits, engine.Services.WallClock), status);
        _operator = new OperatorFrontend(engine, visibility, attributes, removal, status);
        var rules = new RequestRules(engine.Services.Namespaces, engine.Services.Limits, engine.Queries.NamespaceOf);
        _workflowCalls = Workflow.Calls(new("temporal.api.workflowservice.v1.WorkflowService", rules, status));
        _operatorCalls = _operator.Calls(new("temporal.api.operatorservice.v1.OperatorService", rules, status));
        if (clocks.Skipper is { } skipper)
        {
            _test = new TestFrontend(skipper, clocks.Time);
            _testCalls = _test.Calls(new("temporal.api.testservice.v1.TestService", rules, status));
        }
    }

    public WorkflowFrontend Workflow { get; }

    /// <summary>The services whose calls HTTP serves, as their descriptors say.</summary>
    public static IEnumerable<Google.Protobuf.Reflection.ServiceDescriptor> Descriptors =>
        [.. WorkflowServiceReflection.Descriptor.Services, .. OperatorServiceReflection.Descriptor.Services];

    /// <summary>The calls that HTTP serves.</summary>
    public IReadOnlyList<ServiceCall> Calls => [.. _workflowCalls, .. _operatorCalls];

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Workflow);
        services.AddSingleton<IServiceMethodProvider<WorkflowFrontend>>(new ServiceMethods<WorkflowFrontend>(_workflowCalls));
        services.AddSingleton(_operator);
        services.AddSingleton<IServiceMethodProvider<OperatorFrontend>>(new ServiceMethods<OperatorFrontend>(_operatorCalls));
        if (_test is not null)
        {
            services.AddSingleton(_test);
            services.AddSingleton<IServiceMethodProvider<TestFrontend>>(new ServiceMethods<TestFrontend>(_testCalls));
        }

        services.AddSingleton<HealthFrontend>();
        services.AddSingleton<IServiceMethodProvider<HealthFrontend>>(new HealthMethods());
    }

    public void Map(WebApplication application)
    {
        application.MapGrpcService<WorkflowFrontend>();
        application.MapGrpcService<OperatorFrontend>();
        if (_test is not null)
        {
            application.MapGrpcService<TestFrontend>();
        }

        application.MapGrpcService<HealthFrontend>();
        application.UseCallRouting(UnimplementedCall.AnswerAsync);
    }
}
