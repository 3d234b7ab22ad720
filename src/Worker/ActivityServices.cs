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
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Snapshots.Validation;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace Mdlc.Worker;

/// <summary>The composition root of the activities.</summary>
public static class ActivityServices
{
    /// <summary>Everything that the activities of one home need. The catalog, client and loggers stay the caller's to dispose.</summary>
    public static ServiceProvider Build(Home home, ICatalog catalog, ITemporalClient client, ILoggerFactory loggers, TimeProvider time) =>
        new ServiceCollection()
            .AddSingleton(home)
            .AddSingleton(catalog)
            .AddSingleton(client)
            .AddSingleton(loggers)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(time)
            .AddSingleton<TrustStore>()
            .AddSingleton<DecisionStore>()
            .AddSingleton<DecisionGuard>()
            .AddSingleton<ArtifactStore>()
            .AddSingleton(catalog.Snapshots)
            .AddSingleton<PackageStore>()
            .AddSingleton<SnapshotWriter>()
            .AddSingleton<SnapshotValidator>()
            .AddSingleton<SourceReader>()
            .AddSingleton<ArrivedObjects>()
            .AddSingleton<TrainerProcess>()
            .AddSingleton<LogInterceptor>()
            .AddSingleton<FaultInterceptor>()
            .AddSingleton<StageRecorder>()
            .AddSingleton<Lifecycles>()
            .AddSingleton<RunActivities>()
            .AddSingleton<TriggerActivities>()
            .AddSingleton<DataActivities>()
            .AddSingleton<FeatureActivities>()
            .AddSingleton<TrainingActivities>()
            .AddSingleton<TuningActivities>()
            .AddSingleton<StudyActivities>()
            .AddSingleton<EvaluationActivities>()
            .AddSingleton<RegistryActivities>()
            .AddSingleton<DeploymentActivities>()
            .AddSingleton<ChampionActivities>()
            .AddSingleton<MonitoringActivities>()
            .AddSingleton<NoticeFile>()
            .AddSingleton(_ => NoticeSettings.Read(Environment.GetEnvironmentVariable))
            .AddSingleton<NoticeHook>()
            .AddSingleton<NoticeActivities>()
            .BuildServiceProvider();
}
