using Mdlc.Activities.Data;
using Mdlc.Activities.Deployment;
using Mdlc.Activities.Evaluation;
using Mdlc.Activities.Features;
using Mdlc.Activities.Interceptors;
using Mdlc.Activities.Monitoring;
using Mdlc.Activities.Notices;
using Mdlc.Activities.Registry;
using Mdlc.Activities.Runs;
using Mdlc.Activities.Studies;
using Mdlc.Activities.Training;
using Mdlc.Activities.Triggers;
using Mdlc.Activities.Tuning;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Studies;
using Mdlc.Workflows.Triggers;
using Mdlc.Workflows.Tuning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Worker;

namespace Mdlc.Worker;

/// <summary>The workers of one project: one per task queue.</summary>
internal static class ProjectWorkers
{
    /// <param name="build">Null for workers that belong to no version.</param>
    public static IReadOnlyList<TemporalWorker> Create(string project, ITemporalClient client, WorkerBuild? build, IServiceProvider services)
    {
        var queues = new TaskQueues(project);
        var deployment = build?.Of(queues);
        return
        [
            new(client, Options(queues.Workflows, 20, deployment, services)
                .AddWorkflow<TrainingRun>()
                .AddWorkflow<TuningStudy>()
                .AddWorkflow<ModelStudy>()
                .AddWorkflow(build is null ? typeof(ModelLifecycle) : typeof(UpgradingLifecycle))
                .AddWorkflow<MonitorWindow>()
                .AddWorkflow<ScheduledTrigger>()
                .AddAllActivities(services.GetRequiredService<RunActivities>())
                .AddAllActivities(services.GetRequiredService<TriggerActivities>())
                .AddAllActivities(services.GetRequiredService<NoticeActivities>())
                .AddAllActivities(services.GetRequiredService<TuningActivities>())
                .AddAllActivities(services.GetRequiredService<StudyActivities>())
                .AddAllActivities(services.GetRequiredService<DeploymentActivities>())
                .AddAllActivities(services.GetRequiredService<ChampionActivities>())),
            new(client, Options(queues.Data, TaskQueues.ConcurrentWork, deployment, services)
                .AddAllActivities(services.GetRequiredService<DataActivities>())
                .AddAllActivities(services.GetRequiredService<FeatureActivities>())
                .AddAllActivities(services.GetRequiredService<StudyActivities>())
                .AddAllActivities(services.GetRequiredService<MonitoringActivities>())),
            new(client, Options(queues.Train, TaskQueues.ConcurrentWork, deployment, services)
                .AddAllActivities(services.GetRequiredService<TrainingActivities>())
                .AddAllActivities(services.GetRequiredService<TuningActivities>())
                .AddAllActivities(services.GetRequiredService<StudyActivities>())
                .AddAllActivities(services.GetRequiredService<EvaluationActivities>())),
            new(client, Options(queues.Deploy, TaskQueues.ConcurrentWork, deployment, services)
                .AddAllActivities(services.GetRequiredService<RegistryActivities>())
                .AddAllActivities(services.GetRequiredService<DeploymentActivities>())
                .AddAllActivities(services.GetRequiredService<ChampionActivities>())),
        ];
    }

    private static TemporalWorkerOptions Options(string queue, int concurrent, WorkerDeploymentOptions? deployment, IServiceProvider services) => new(queue)
    {
        DeploymentOptions = deployment,
        MaxConcurrentActivities = concurrent,
        // An abort reaches an activity with the answer to a heartbeat: a throttle of a second is how long it waits.
        MaxHeartbeatThrottleInterval = TimeSpan.FromSeconds(1),
        DefaultHeartbeatThrottleInterval = TimeSpan.FromSeconds(1),
        GracefulShutdownTimeout = TimeSpan.FromSeconds(2),
        Interceptors =
        [
            services.GetRequiredService<LogInterceptor>(),
            services.GetRequiredService<FaultInterceptor>(),
            services.GetRequiredService<StageRecorder>(),
        ],
        LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
    };
}
