using System.Text.Json.Nodes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>
/// All that is kept of a worker deployment, as it stands in the database: JSON, with protobuf messages as base64. Properties are added,
/// never renamed.
/// </summary>
internal sealed class StoredDeployment
{
    public required string Namespace { get; init; }

    /// <summary>Name, times, routing and identities; the summaries of the versions are made when they are asked for.</summary>
    public required WorkerDeploymentInfo Info { get; init; }

    /// <summary>In the order in which they came.</summary>
    public List<WorkerDeploymentVersionInfo> Versions { get; init; } = [];

    /// <summary>Changes with the routing and the manager: whoever decided on an older state is refused.</summary>
    public required byte[] ConflictToken { get; set; }

    /// <summary>When anything of it changed; lists begin with what changed last.</summary>
    public required DateTime Changed { get; set; }

    public string Name => Info.Name;

    public RoutingConfig Routing => Info.RoutingConfig;

    public static StoredDeployment Read(byte[] data)
    {
        var json = StoredJson.Parse(data);
        return new StoredDeployment
        {
            Namespace = json.Get<string>(nameof(Namespace)),
            Info = json.GetMessage<WorkerDeploymentInfo>(nameof(Info)),
            Versions = json.GetMessages<WorkerDeploymentVersionInfo>(nameof(Versions)),
            ConflictToken = json.GetBytes(nameof(ConflictToken)),
            Changed = json.Get<DateTime>(nameof(Changed)),
        };
    }

    /// <summary>One that nobody has set anything of.</summary>
    public static StoredDeployment Begin(string ns, string name, DateTime now) => new()
    {
        Namespace = ns,
        Info = new WorkerDeploymentInfo
        {
            Name = name,
            CreateTime = now.ToTimestamp(),
            RoutingConfig = new RoutingConfig { CurrentVersion = DeploymentVersion.Unversioned },
            RoutingConfigUpdateState = RoutingConfigUpdateState.Completed,
        },
        ConflictToken = ConflictTokens.At(now),
        Changed = now,
    };

    public byte[] ToBytes() => StoredJson.ToUtf8Bytes(new JsonObject
    {
        [nameof(Namespace)] = Namespace,
        [nameof(Info)] = StoredJson.Of(Info),
        [nameof(Versions)] = StoredJson.OfAll(Versions),
        [nameof(ConflictToken)] = StoredJson.Of(ConflictToken),
        [nameof(Changed)] = Changed,
    });

    public WorkerDeploymentVersionInfo? Find(string buildId) => Versions.Find(version => version.DeploymentVersion.BuildId == buildId);

    public WorkerDeploymentVersionInfo? Find(DeploymentVersion? version) => version is null ? null : Find(version.BuildId);

    /// <summary>Adds a version that has no workers yet.</summary>
    public WorkerDeploymentVersionInfo Add(DeploymentVersion version, DateTime now)
    {
        var info = new WorkerDeploymentVersionInfo
        {
            Version = DeploymentVersion.OldText(version),
            DeploymentVersion = version.ToMessage(),
            Status = WorkerDeploymentVersionStatus.Inactive,
            CreateTime = now.ToTimestamp(),
        };
        Versions.Add(info);
        return info;
    }
}
