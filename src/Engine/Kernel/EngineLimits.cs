using System.Globalization;

namespace Mdlc.Engine.Kernel;

/// <summary>Limits of the engine, by Temporal's names in dynamic configuration.</summary>
public sealed record EngineLimits
{
    /// <summary>What each key of dynamic configuration sets; Temporal takes them in any case.</summary>
    private static readonly Dictionary<string, Func<EngineLimits, string, string, EngineLimits>> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["limit.historyCount.suggestContinueAsNew"] = static (limits, key, value) => limits with { HistoryCountSuggestContinueAsNew = Number(key, value) },
        ["limit.historySize.suggestContinueAsNew"] = static (limits, key, value) => limits with { HistorySizeSuggestContinueAsNew = Number(key, value) },
        ["limit.historyCount.error"] = static (limits, key, value) => limits with { HistoryCountError = Number(key, value) },
        ["limit.historySize.error"] = static (limits, key, value) => limits with { HistorySizeError = Number(key, value) },
        ["limit.blobSize.error"] = static (limits, key, value) => limits with { BlobSizeError = Number(key, value) },
        ["limit.memoSize.error"] = static (limits, key, value) => limits with { MemoSizeError = Number(key, value) },
        ["limit.maxIDLength"] = static (limits, key, value) => limits with { MaxIdLength = Number(key, value) },
        ["limit.numPendingActivities.error"] = static (limits, key, value) => limits with { PendingActivities = Number(key, value) },
        ["limit.numPendingChildExecutions.error"] = static (limits, key, value) => limits with { PendingChildren = Number(key, value) },
        ["limit.numPendingSignals.error"] = static (limits, key, value) => limits with { PendingSignals = Number(key, value) },
        ["limit.numPendingCancelRequests.error"] = static (limits, key, value) => limits with { PendingCancels = Number(key, value) },
        ["history.maximumSignalsPerExecution"] = static (limits, key, value) => limits with { Signals = Number(key, value) },
        ["history.maxBufferedQueryCount"] = static (limits, key, value) => limits with { BufferedQueries = Number(key, value) },
        ["history.maximumBufferedEventsBatch"] = static (limits, key, value) => limits with { BufferedEvents = Number(key, value) },
        ["history.maximumBufferedEventsSizeInBytes"] = static (limits, key, value) => limits with { BufferedEventBytes = Number(key, value) },
        ["history.maxInFlightUpdates"] = static (limits, key, value) => limits with { InFlightUpdates = Number(key, value) },
        ["history.maxInFlightUpdatePayloads"] = static (limits, key, value) => limits with { InFlightUpdateBytes = Number(key, value) },
        ["history.maxTotalUpdates"] = static (limits, key, value) => limits with { TotalUpdates = Number(key, value) },
        ["history.maxTotalUpdates.suggestContinueAsNewThreshold"] = static (limits, key, value) => limits with { TotalUpdatesThreshold = Share(key, value) },
        ["history.discardSpeculativeWorkflowTaskMaximumEventsCount"] = static (limits, key, value) => limits with { DiscardSpeculativeEvents = Number(key, value) },
        ["history.workflowIdReuseMinimalInterval"] = static (limits, key, value) => limits with { WorkflowIdReuseMinimalInterval = Span(key, value) },
        ["history.continueAsNewMinInterval"] = static (limits, key, value) => limits with { ContinueAsNewMinInterval = Span(key, value) },
        ["history.workflowTaskHeartbeatTimeout"] = static (limits, key, value) => limits with { WorkflowTaskHeartbeatTimeout = Span(key, value) },
        ["history.longPollExpirationInterval"] = static (limits, key, value) => limits with { HistoryLongPoll = Span(key, value) },
        ["frontend.WorkflowPauseEnabled"] = static (limits, key, value) => limits with { WorkflowPause = Flag(key, value) },
        ["frontend.WorkerHeartbeatsEnabled"] = static (limits, key, value) => limits with { WorkerHeartbeats = Flag(key, value) },
        ["matching.workerRegistryEntryTTL"] = static (limits, key, value) => limits with { WorkerMemory = Span(key, value) },
        ["matching.workerRegistryMaxEntries"] = static (limits, key, value) => limits with { WorkersRemembered = Number(key, value) },
        ["system.enableEagerWorkflowStart"] = static (limits, key, value) => limits with { EagerWorkflowStart = Flag(key, value) },
        ["frontend.WorkflowTimeSkippingEnabled"] = static (limits, key, value) => limits with { TimeSkippingEnabled = Flag(key, value) },
        ["frontend.WorkflowTimeSkippingMaxSkipPerSession"] = static (limits, key, value) => limits with { TimeSkippingMaxSkipPerSession = Number(key, value) },
        ["system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"] = static (limits, key, value) => limits with { TaskProblemsToReport = Number(key, value) },
        ["frontend.MaxConcurrentBatchOperationPerNamespace"] = static (limits, key, value) => limits with { ConcurrentBatches = Number(key, value) },
        ["worker.batcherRPS"] = static (limits, key, value) => limits with { BatchRps = Number(key, value) },
        ["worker.batcherConcurrency"] = static (limits, key, value) => limits with { BatchConcurrency = Number(key, value) },
        ["matching.maxDeployments"] = static (limits, key, value) => limits with { Deployments = Number(key, value) },
        ["matching.maxVersionsInDeployment"] = static (limits, key, value) => limits with { VersionsInDeployment = Number(key, value) },
        ["matching.maxTaskQueuesInDeploymentVersion"] = static (limits, key, value) => limits with { QueuesInDeploymentVersion = Number(key, value) },
        ["matching.wv.VersionDrainageStatusVisibilityGracePeriod"] = static (limits, key, value) => limits with { DrainageGrace = Span(key, value) },
        ["matching.wv.VersionDrainageStatusRefreshInterval"] = static (limits, key, value) => limits with { DrainageRefresh = Span(key, value) },
        ["history.enableSignalWithStartFromWorkflow"] = static (limits, key, value) => limits with { SignalWithStartFromWorkflow = Flag(key, value) },
    };

    /// <summary><c>limit.historyCount.suggestContinueAsNew</c>: events from which a worker is told to continue as new.</summary>
    public int HistoryCountSuggestContinueAsNew { get; init; } = 4096;

    /// <summary><c>limit.historySize.suggestContinueAsNew</c>: bytes from which a worker is told to continue as new.</summary>
    public long HistorySizeSuggestContinueAsNew { get; init; } = 4 << 20;

    /// <summary><c>limit.historyCount.error</c>: events beyond which a run is terminated.</summary>
    public int HistoryCountError { get; init; } = 51200;

    /// <summary><c>limit.historySize.error</c>: bytes beyond which a run is terminated.</summary>
    public long HistorySizeError { get; init; } = 50 << 20;

    /// <summary><c>limit.blobSize.error</c>: bytes of one payload field.</summary>
    public int BlobSizeError { get; init; } = 2 << 20;

    /// <summary><c>limit.memoSize.error</c>: bytes of a memo.</summary>
    public int MemoSizeError { get; init; } = 2 << 20;

    /// <summary><c>limit.maxIDLength</c>: characters of an id or a name.</summary>
    public int MaxIdLength { get; init; } = 1000;

    /// <summary><c>limit.numPendingActivities.error</c>: activities of one run that have not closed.</summary>
    public int PendingActivities { get; init; } = 2000;

    /// <summary><c>limit.numPendingChildExecutions.error</c>: children of one run that have not closed.</summary>
    public int PendingChildren { get; init; } = 2000;

    /// <summary><c>limit.numPendingSignals.error</c>: signals to other workflows on their way.</summary>
    public int PendingSignals { get; init; } = 2000;

    /// <summary><c>limit.numPendingCancelRequests.error</c>: cancel requests to other workflows on their way.</summary>
    public int PendingCancels { get; init; } = 2000;

    /// <summary><c>history.maximumSignalsPerExecution</c>: signals that one run takes.</summary>
    public int Signals { get; init; } = 10_000;

    /// <summary><c>history.maxBufferedQueryCount</c>: queries that wait for one workflow task.</summary>
    public int BufferedQueries { get; init; } = 100;

    /// <summary><c>history.workflowIdReuseMinimalInterval</c>: the least time between two starts of one id; none, unless it is set.</summary>
    public TimeSpan WorkflowIdReuseMinimalInterval { get; init; }

    /// <summary><c>history.continueAsNewMinInterval</c>: a run that continues as new sooner waits for the rest of it.</summary>
    public TimeSpan ContinueAsNewMinInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>history.maximumBufferedEventsBatch</c>: events that may wait for one workflow task; beyond it the task fails.</summary>
    public int BufferedEvents { get; init; } = 100;

    /// <summary><c>history.maximumBufferedEventsSizeInBytes</c>: bytes of those events.</summary>
    public int BufferedEventBytes { get; init; } = 2 << 20;

    /// <summary><c>history.maxInFlightUpdates</c>: updates of one run without an outcome.</summary>
    public int InFlightUpdates { get; init; } = 10;

    /// <summary><c>history.maxInFlightUpdatePayloads</c>: bytes of those updates together.</summary>
    public int InFlightUpdateBytes { get; init; } = 20 << 20;

    /// <summary><c>history.maxTotalUpdates</c>: updates of one run, rejected ones apart.</summary>
    public int TotalUpdates { get; init; } = 2000;

    /// <summary><c>history.maxTotalUpdates.suggestContinueAsNewThreshold</c>: the share of them from which a worker is told to continue as new.</summary>
    public double TotalUpdatesThreshold { get; init; } = 0.9;

    /// <summary><c>history.discardSpeculativeWorkflowTaskMaximumEventsCount</c>: a speculative task that showed more events is kept.</summary>
    public int DiscardSpeculativeEvents { get; init; } = 10;

    internal int TotalUpdatesSuggestContinueAsNew => (int)Math.Ceiling(TotalUpdates * TotalUpdatesThreshold);

    /// <summary><c>history.workflowTaskHeartbeatTimeout</c>: how long empty heartbeats may keep one workflow task alive.</summary>
    public TimeSpan WorkflowTaskHeartbeatTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary><c>history.longPollExpirationInterval</c>: how long a wait for a new event may last.</summary>
    public TimeSpan HistoryLongPoll { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary><c>frontend.WorkflowPauseEnabled</c>: whether workflows can be paused.</summary>
    public bool WorkflowPause { get; init; }

    /// <summary><c>frontend.WorkerHeartbeatsEnabled</c>: whether workers are asked to tell of themselves, and are remembered.</summary>
    public bool WorkerHeartbeats { get; init; } = true;

    /// <summary><c>matching.workerRegistryEntryTTL</c>: how long a worker is remembered after its last heartbeat.</summary>
    public TimeSpan WorkerMemory { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>matching.workerRegistryMaxEntries</c>: beyond it, the worker that was heard of longest ago is forgotten early.</summary>
    public int WorkersRemembered { get; init; } = 1_000_000;

    /// <summary><c>system.enableEagerWorkflowStart</c>: whether a start that asks for it is answered with the first workflow task.</summary>
    public bool EagerWorkflowStart { get; init; } = true;

    /// <summary><c>frontend.WorkflowTimeSkippingEnabled</c>: whether a client may ask for the time of a workflow to be skipped.</summary>
    public bool TimeSkippingEnabled { get; init; }

    /// <summary><c>frontend.WorkflowTimeSkippingMaxSkipPerSession</c>: after how many skips a workflow's time goes on normally, unless the client says.</summary>
    public int TimeSkippingMaxSkipPerSession { get; init; } = 200;

    /// <summary>
    /// <c>system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute</c>: failed workflow tasks of one run from which lists say so; 0 for never.
    /// </summary>
    public int TaskProblemsToReport { get; init; } = 5;

    /// <summary><c>frontend.MaxConcurrentBatchOperationPerNamespace</c>: batch operations of one namespace that may run at a time.</summary>
    public int ConcurrentBatches { get; init; } = 1;

    /// <summary><c>worker.batcherRPS</c>: executions that one batch operation takes in a second.</summary>
    public int BatchRps { get; init; } = 50;

    /// <summary><c>worker.batcherConcurrency</c>: executions that one batch operation has in hand at a time.</summary>
    public int BatchConcurrency { get; init; } = 5;

    /// <summary><c>matching.maxDeployments</c>: worker deployments of one namespace.</summary>
    public int Deployments { get; init; } = 100;

    /// <summary><c>matching.maxVersionsInDeployment</c>: versions of one deployment; beyond it the oldest that may go is deleted.</summary>
    public int VersionsInDeployment { get; init; } = 100;

    /// <summary><c>matching.maxTaskQueuesInDeploymentVersion</c>: task queues of one version.</summary>
    public int QueuesInDeploymentVersion { get; init; } = 100;

    /// <summary><c>matching.wv.VersionDrainageStatusVisibilityGracePeriod</c>: how long a version that gets no new workflows counts as draining in any case.</summary>
    public TimeSpan DrainageGrace { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary><c>matching.wv.VersionDrainageStatusRefreshInterval</c>: how often it is seen after that whether its workflows are gone.</summary>
    public TimeSpan DrainageRefresh { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary><c>history.enableSignalWithStartFromWorkflow</c>: whether a workflow may ask for a signal-with-start.</summary>
    public bool SignalWithStartFromWorkflow { get; init; }

    /// <summary>How long a poll for a task may last.</summary>
    public TimeSpan TaskLongPoll { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The limits with dynamic configuration applied; unknown keys are left alone, as Temporal does, and <see cref="Unknown"/> names them.</summary>
    /// <exception cref="ArgumentException">A known key has a value that is no number or no duration.</exception>
    public static EngineLimits From(IReadOnlyDictionary<string, string> dynamicConfig)
    {
        var limits = new EngineLimits();
        foreach (var (key, value) in dynamicConfig)
        {
            limits = Settings.TryGetValue(key, out var set) ? set(limits, key, value) : limits;
        }

        return limits;
    }

    /// <summary>A sentence for each key that sets nothing here.</summary>
    internal static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string> dynamicConfig)
    {
        foreach (var key in dynamicConfig.Keys.Where(key => !Settings.ContainsKey(key)))
        {
            var nearest = NearestKey.Of(key, Settings.Keys);
            yield return $"dynamic config {key}: found a key that this engine does not have, and left it alone; "
                + (nearest is null ? "those that it has are of docs/engine.md" : $"expected perhaps {nearest}");
        }
    }

    private static bool Flag(string key, string value) => bool.TryParse(value, out var flag)
        ? flag
        : throw new ArgumentException($"dynamic config {key}: found '{value}', expected true or false");

    private static int Number(string key, string value) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ArgumentException($"dynamic config {key}: found '{value}', expected a whole number");

    private static double Share(string key, string value) => double.TryParse(value, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
        ? share
        : throw new ArgumentException($"dynamic config {key}: found '{value}', expected a number from 0 to 1");

    /// <summary>Reads a Go duration such as <c>1s</c>, <c>1.5h</c> or <c>300ms</c>, or a number of seconds.</summary>
    private static TimeSpan Span(string key, string value)
    {
        var text = value.Trim().Trim('"');
        var unit = text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
        double? scale = unit switch { "ms" => 1, "" or "s" => 1000, "m" => 60_000, "h" => 3_600_000, _ => null };
        return scale is not null && double.TryParse(text[..^unit.Length], CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromMilliseconds(number * scale.Value)
            : throw new ArgumentException($"dynamic config {key}: found '{value}', expected a duration such as 10s or 300ms");
    }
}
