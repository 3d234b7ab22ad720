using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Scenarios;
using Mdlc.Conformance.Tests.Servers;
using Mdlc.Engine.Frontend.Calls;
using Temporalio.Worker;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>
/// Everything that can be wrong with a request, derived from the descriptors for every call that the engine has: a call that is added
/// is covered, and misses in the goldens until they are recorded again.
/// </summary>
public sealed partial class BadRequestsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const int AtOnce = 32;

    /// <summary>Longer than the least time that a poll may ask for; a request that nothing is wrong with may wait so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan RateLimitPause = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, Func<MethodDescriptor, IMessage, IEnumerable<Fault>>> Kinds = new()
    {
        [nameof(Empty)] = static (method, _) => Faults.Nothing(method),
        [nameof(Cleared)] = Faults.Cleared,
        [nameof(UnknownNames)] = static (method, _) => Faults.UnknownNames(method),
        [nameof(UnknownRuns)] = static (method, _) => Faults.UnknownRuns(method),
        [nameof(Tokens)] = static (method, _) => Faults.Tokens(method),
        [nameof(TooLong)] = static (method, _) => Faults.TooLong(method),
        [nameof(TooLarge)] = static (method, _) => Faults.TooLarge(method),
        [nameof(UnknownEnums)] = static (method, _) => Faults.UnknownEnums(method),
        [nameof(NegativeDurations)] = static (method, _) => Faults.NegativeDurations(method),
        [nameof(InvalidUtf8)] = static (method, _) => Faults.InvalidUtf8(method),
    };

    /// <summary>Codes that blame the server: clients retry on them what can never succeed.</summary>
    private static readonly string[] ServersFaults = ["Internal", "Unknown:", "DataLoss", "Unavailable"];

    private readonly ConformanceServers _servers = servers;

    private static IReadOnlyList<MethodDescriptor> Calls { get; } =
    [
        .. CallsOf(WorkflowServiceReflection.Descriptor, typeof(WorkflowFrontend)),
        .. CallsOf(OperatorServiceReflection.Descriptor, typeof(OperatorFrontend)),
    ];

    [Theory, Scenario]
    public Task Empty(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task Cleared(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task UnknownNames(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task UnknownRuns(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task Tokens(Reference reference) => CompareAsync(reference, async run =>
    {
        // Of a list without workers the real server reads no token.
        await run.Service.RecordWorkerHeartbeatAsync(
            new() { Namespace = run.Namespace, WorkerHeartbeat = { new Temporalio.Api.Worker.V1.WorkerHeartbeat { WorkerInstanceKey = run.Id("worker") } } }, ScenarioRun.Rpc());
        await SendAsync(run, Kinds[nameof(Tokens)]);
    });

    [Theory, Scenario]
    public Task TooLong(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task TooLarge(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task UnknownEnums(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task NegativeDurations(Reference reference) => SendAllAsync(reference);

    [Theory, Scenario]
    public Task InvalidUtf8(Reference reference) => SendAllAsync(reference);

    /// <summary>Polls must say how long they wait.</summary>
    [Theory, Scenario]
    public Task Deadlines(Reference reference) => CompareAsync(reference, async run =>
    {
        using var calls = new RawCalls(run.Client.Connection.Options.TargetHost!);
        foreach (var method in Calls.Where(call => call.Name.EndsWith("TaskQueue", StringComparison.Ordinal) && call.Name.StartsWith("Poll", StringComparison.Ordinal)))
        {
            var fixture = await Fixture.CreateAsync(run, method, method.Name);
            var request = ValidRequests.Of(method, fixture).ToByteArray();
            run.Record($"{method.Name} none", Text(await calls.CallAsync(method, request, null, CancellationToken.None)));
            run.Record($"{method.Name} short", Text(await calls.CallAsync(method, request, DateTime.UtcNow.AddSeconds(1), CancellationToken.None)));
        }
    });

    /// <summary>A task's token is good in the namespace that it was handed out in.</summary>
    [Theory, Scenario]
    public Task OtherNamespace(Reference reference) => CompareAsync(reference, async run =>
    {
        using var calls = new RawCalls(run.Client.Connection.Options.TargetHost!);
        var other = await run.CreateNamespaceAsync("other");
        foreach (var method in Calls.Where(call => call.InputType.FindFieldByName("task_token") is not null))
        {
            var fixture = await Fixture.CreateAsync(run, method, method.Name);
            var request = Fields.With(ValidRequests.Of(method, fixture), [method.InputType.FindFieldByName("namespace")], other).ToByteArray();
            run.Record(method.Name, Text(await calls.CallAsync(method, request, DateTime.UtcNow + Patience, CancellationToken.None)));
        }
    });

    /// <summary>Whatever is wrong, the engine blames the caller, and goes on working.</summary>
    [Fact]
    public async Task All_OnTheEngine_AreTheCallersFault_AndLeaveItWhole()
    {
        foreach (var (kind, faults) in Kinds)
        {
            var document = await _servers.DocumentAsync(NameOf(GetType(), kind), ServerKind.Engine, run => SendAsync(run, faults));
            var endings = document.Root.Select(pair => (pair.Key, Ending: pair.Value!.GetValue<string>())).ToList();
            Assert.DoesNotContain(endings, ending => ServersFaults.Any(fault => ending.Ending.StartsWith(fault, StringComparison.Ordinal)));
            Assert.True(kind != nameof(InvalidUtf8) || endings.TrueForAll(ending => ending.Ending.StartsWith("InvalidArgument:", StringComparison.Ordinal)));
        }

        await _servers.DriveAsync("after bad requests", ServerKind.Engine, RunAndReplayAsync);
    }

    private static Task RunAndReplayAsync(ScenarioRun run) => run.WithWorkerAsync(
        options => options.AddWorkflow<SdkWorkflows.Greeting>().AddActivity(SdkActivities.Greet),
        async () =>
        {
            var handle = await run.Client.StartWorkflowAsync((SdkWorkflows.Greeting workflow) => workflow.RunAsync(new("Ada", 1)), run.Options());
            Assert.NotEmpty(await handle.GetResultAsync());
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<SdkWorkflows.Greeting>());
            var replayed = await replayer.ReplayWorkflowAsync(await handle.FetchHistoryAsync());
            Assert.Null(replayed.ReplayFailure);
        });

    private Task SendAllAsync(Reference reference, [CallerMemberName] string kind = "") =>
        CompareAsync(reference, run => SendAsync(run, Kinds[kind]), kind);

    /// <summary>Sends every bad request of every call, many at once, and records in the order of the descriptors how each ended.</summary>
    private static async Task SendAsync(ScenarioRun run, Func<MethodDescriptor, IMessage, IEnumerable<Fault>> faults)
    {
        using var calls = new RawCalls(run.Client.Connection.Options.TargetHost!);
        using var slots = new SemaphoreSlim(AtOnce);
        var sent =
            from method in Calls
            let pattern = ValidRequests.Of(method, Fixture.Pattern(run))
            from fault in faults(method, pattern)
            select (Name: $"{method.Name} {fault.Name}", Ending: SendAsync(run, calls, slots, method, fault));
        foreach (var (name, ending) in sent.ToList())
        {
            run.Record(name, Text(await ending));
        }
    }

    private static async Task<Status> SendAsync(ScenarioRun run, RawCalls calls, SemaphoreSlim slots, MethodDescriptor method, Fault fault)
    {
        await slots.WaitAsync();
        try
        {
            var fixture = await Fixture.CreateAsync(run, method, $"{method.Name} {fault.Name}");
            var request = fault.Apply(ValidRequests.Of(method, fixture), fixture);
            while (true)
            {
                var status = await calls.CallAsync(method, request, DateTime.UtcNow + Patience, CancellationToken.None);
                if (status.StatusCode == StatusCode.DeadlineExceeded
                    && method.Name is "PollWorkflowTaskQueue" or "PollActivityTaskQueue" or "PollNexusTaskQueue")
                {
                    // A poll for which nothing came: on a loaded machine its empty answer meets its deadline.
                    return Status.DefaultSuccess;
                }

                if (!status.Detail.Contains("rate limit exceeded", StringComparison.Ordinal))
                {
                    return status;
                }

                // The real server lets few calls of some kinds through in a second, whatever is wrong with them.
                await Task.Delay(RateLimitPause);
            }
        }
        finally
        {
            slots.Release();
        }
    }

    private static string Text(Status status) => status.StatusCode switch
    {
        StatusCode.OK => "OK",
        StatusCode.DeadlineExceeded => "DeadlineExceeded",
        var code => $"{code}: {Repetition().Replace(Uuid().Replace(status.Detail, "<uuid>"), "<x…>")}",
    };

    private static IEnumerable<MethodDescriptor> CallsOf(FileDescriptor file, Type frontend) =>
        file.Services.SelectMany(service => service.Methods).Where(method => frontend.GetMethod(method.Name) is not null);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")]
    private static partial Regex Uuid();

    [GeneratedRegex("x{100,}")]
    private static partial Regex Repetition();
}
