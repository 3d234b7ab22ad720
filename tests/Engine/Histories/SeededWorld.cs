using Grpc.Core;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>An engine, a seed that chooses what befalls it, and what its clients were acknowledged.</summary>
internal sealed class SeededWorld : IDisposable
{
    private const int MostResets = 3;
    private const string StartRequest = "start";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-seed-{Guid.NewGuid():N}.db");
    private readonly List<(string RequestId, Task Answer)> _signals = [];
    private readonly List<(string UpdateId, Task<UpdateWorkflowExecutionResponse> Answer)> _updates = [];
    private readonly int _seed;
    private readonly TimeSkipping _skipping;
    private readonly bool _skipsOwnTime;
    private int _epoch = 1;
    private int _resets;
    private bool _refuses;
    private bool _wasSetBack;

    public SeededWorld(int seed)
    {
        _seed = seed;
        Random = new Random(seed);

        // Nobody's time is skipped, the engine's, or the run's.
        (_skipping, _skipsOwnTime) = Random.Next(3) switch
        {
            0 => (TimeSkipping.Off, false),
            1 => (TimeSkipping.Unlocked, false),
            _ => (TimeSkipping.Off, true),
        };
        Loop = NewLoop(null);
        Start();
    }

    public EngineLoop Loop { get; private set; }

    public Random Random { get; }

    public void Dispose()
    {
        Loop.Dispose();
        foreach (var name in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(name);
        }
    }

    public void Signal(string name, string requestId)
    {
        try
        {
            var answer = Loop.AskForSignal(name, requestId: requestId);
            if (requestId.Length > 0)
            {
                _signals.Add((requestId, answer));
            }
        }
        catch (ServiceException e) when (e.Code == StatusCode.ResourceExhausted)
        {
            // The workflow is closing: it gets one task without new events.
        }
    }

    public void Update(string id) => _updates.Add((id, Loop.Update(id)));

    /// <summary>Goes back to any workflow task that was completed.</summary>
    public void Reset()
    {
        var tasks = Loop.History().Where(e => e.EventType == EventType.WorkflowTaskCompleted).ToList();
        if (tasks.Count == 0 || _resets == MostResets)
        {
            return;
        }

        _resets++;
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new WorkflowExecution { WorkflowId = "workflow" },
            WorkflowTaskFinishEventId = tasks[Random.Next(tasks.Count)].EventId,
            RequestId = $"reset {_resets}",
        };
        var (runId, _) = Loop.Engine.Resets.Reset(request);
        Loop.Pump();
        Assert.Equal(runId, Loop.Engine.Resets.Reset(request).RunId);
    }

    /// <summary>The process ends, with all that is not on disk, and another begins.</summary>
    public void Restart()
    {
        var time = Loop.Time;
        Loop.Dispose();
        if (_refuses)
        {
            RefusingDisk.End(_file);
            _refuses = false;
        }

        _epoch++;
        Loop = NewLoop(time);
    }

    /// <summary>The disk refuses, or takes again; the clock is set; a client repeats itself.</summary>
    public void Misfortune()
    {
        switch (Random.Next(6))
        {
            case 0 when _refuses:
                Accept();
                break;
            case 0:
                Loop.RefuseCommits();
                _refuses = true;
                break;
            case 1 or 2 when _refuses:
                Accept();
                break;
            case 3:
                // There and back again, in either order: a clock that stayed behind would only make the test slow.
                _wasSetBack = !_wasSetBack;
                Loop.SetClock(_wasSetBack == (_seed % 2 == 0) ? -Hour : Hour);
                break;
            case 4:
                Start();
                break;
        }
    }

    /// <summary>The workflow has ended: its history is sound, the same on disk, and has all that was acknowledged.</summary>
    public void CheckEnd()
    {
        if (_refuses)
        {
            Accept();
        }

        var events = Loop.History();
        SoundHistory.Check(events, $"seed {_seed}");
        Restart();
        Assert.Equal(events, Loop.History());
        Assert.All(Loop.Visibility.List("default", "", 100, Google.Protobuf.ByteString.Empty).Records, row => Assert.True(row.ExecutionDuration is null || row.ExecutionDuration >= TimeSpan.Zero));

        var signals = events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled).Select(e => e.WorkflowExecutionSignaledEventAttributes.RequestId);
        Assert.Empty(_signals.Where(signal => signal.Answer.IsCompletedSuccessfully).Select(signal => signal.RequestId).Except(signals));
        var updates = events.Select(e => e.EventType switch
        {
            EventType.WorkflowExecutionUpdateAccepted => e.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId,
            EventType.WorkflowExecutionUpdateAdmitted => e.WorkflowExecutionUpdateAdmittedEventAttributes.Request.Meta.UpdateId,
            _ => "",
        });
        Assert.Empty(_updates.Where(update => IsDone(update.Answer)).Select(update => update.UpdateId).Except(updates));
    }

    private EngineLoop NewLoop(FakeTimeProvider? time) => new(
        _file, time, new EngineLimits { TimeSkippingEnabled = true, ContinueAsNewMinInterval = TimeSpan.Zero },
        seed: _seed + _epoch, epoch: _epoch, skipping: _skipping);

    private void Start() => Loop.Start(configure: request =>
    {
        request.RequestId = StartRequest;
        request.TimeSkippingConfig = _skipsOwnTime ? new() { Enabled = true } : null;
    });

    private static bool IsDone(Task<UpdateWorkflowExecutionResponse> answer) =>
        answer.IsCompletedSuccessfully && answer.GetAwaiter().GetResult().Outcome?.Success is not null;

    private void Accept()
    {
        Loop.AcceptCommits();
        _refuses = false;
    }
}
