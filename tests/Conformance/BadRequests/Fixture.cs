using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mdlc.Conformance.Tests.Running;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>What a request is about, made anew for each: a refusal cannot be told from the trace that another request left.</summary>
internal sealed class Fixture
{
    public const string ActivityId = "activity";

    private static readonly string[] OfActivities =
    [
        "PauseActivity", "UnpauseActivity", "ResetActivity", "UpdateActivityOptions",
        "PauseActivityExecution", "UnpauseActivityExecution", "ResetActivityExecution", "UpdateActivityExecutionOptions",
    ];

    private readonly HandDrivenWorker _worker;
    private readonly DrivenSchedule _schedule;

    private Fixture(ScenarioRun run, string name)
    {
        Run = run;
        Name = name;
        _worker = new HandDrivenWorker(run, run.Id($"queue of {name}"));
        _schedule = new DrivenSchedule(run, name);
    }

    public ScenarioRun Run { get; }

    public string Name { get; }

    public string WorkflowId => Run.Id(Name);

    public string TaskQueue => _worker.TaskQueue;

    /// <summary>A token of the kind that the call takes.</summary>
    public ByteString TaskToken { get; private set; } = ByteString.Empty;

    /// <summary>A token of this server of the other kind.</summary>
    public ByteString ForeignToken { get; private set; } = ByteString.CopyFromUtf8("no other token");

    public static async Task<Fixture> CreateAsync(ScenarioRun run, MethodDescriptor method, string name)
    {
        var fixture = new Fixture(run, name);
        if (NeedsSchedule(method.Name))
        {
            await fixture._schedule.CreateAsync();
        }
        else if (NeedsActivity(method))
        {
            await fixture.StartActivityAsync();
        }
        else if (Takes(method, "task_token"))
        {
            await fixture._worker.StartAsync(name);
            fixture.TaskToken = (await fixture._worker.PollAsync()).TaskToken;
        }
        else if (NeedsWorkflow(method))
        {
            await fixture._worker.StartAsync(name);
        }

        return fixture;
    }

    /// <summary>Names without anything behind them: for a request that is looked at and never sent.</summary>
    public static Fixture Pattern(ScenarioRun run) => new(run, "pattern") { TaskToken = ByteString.CopyFrom(1) };

    private async Task StartActivityAsync()
    {
        await _worker.StartAsync(Name);
        ForeignToken = (await _worker.StepAsync(ScheduleActivity(ActivityId, TaskQueue, a => a.StartToCloseTimeout = HandDrivenWorker.Seconds(600)))).TaskToken;
        TaskToken = (await _worker.PollActivityAsync()).TaskToken;
    }

    private static bool NeedsSchedule(string call) =>
        call.EndsWith("Schedule", StringComparison.Ordinal) && call != "CreateSchedule" || call == "ListScheduleMatchingTimes";

    private static bool NeedsActivity(MethodDescriptor method) =>
        OfActivities.Contains(method.Name) || method.Name.Contains("ActivityTask", StringComparison.Ordinal) && !method.Name.StartsWith("Poll", StringComparison.Ordinal);

    private static bool NeedsWorkflow(MethodDescriptor method) =>
        Takes(method, "execution") || Takes(method, "workflow_execution") || Takes(method, "update_ref");

    private static bool Takes(MethodDescriptor method, string field) => method.InputType.FindFieldByName(field) is not null;
}
