using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Timers;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Histories;

/// <summary>What histories need from around them; all of it driven by calls.</summary>
internal sealed class EngineServices
{
    public required TimeProvider Time { get; init; }

    public required Journal Journal { get; init; }

    public required EngineDatabase Database { get; init; }

    public required MatchingEngine Matching { get; init; }

    public required EngineLimits Limits { get; init; }

    public required NamespaceRegistry Namespaces { get; init; }

    public required IVisibilitySink Visibility { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Makes run and request ids; a seeded one makes a test repeatable.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    public RetentionQueue Retention { get; } = new();

    public WakeUpQueue<WorkflowRun> WakeUps { get; } = new();

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    public string NewId() => NewGuid().ToString();
}
