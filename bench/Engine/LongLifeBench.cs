using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Bench.Drivers;
using Mdlc.Engine.Bench.Servers;
using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Bench;

/// <summary>
/// What an engine costs that has kept very many closed workflows: memory, start-up, and what is asked of it. One workflow is run; the others are copies
/// of its rows under names of their own.
/// </summary>
internal sealed class LongLifeBench(BenchOptions options, TimeProvider time)
{
    private const string Namespace = "default";
    private const int RowsAtOnce = 2000;
    private const int Repeats = 15;

    private static readonly WorkflowExecutionStatus[] Statuses =
        [WorkflowExecutionStatus.Completed, WorkflowExecutionStatus.Completed, WorkflowExecutionStatus.Completed, WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.Canceled];

    private static readonly string[] Queries =
    [
        "WorkflowId = 'copy-4711'",
        "ExecutionStatus = 'Failed'",
        "WorkflowType = 'Type7'",
        "WorkflowType = 'Nowhere'",
        "TaskQueue = 'queue3' AND ExecutionStatus = 'Canceled'",
        "Customer = 'customer-77'",
        "Customer STARTS_WITH 'customer-1'",
        "Amount > 990",
        "Amount >= 0",
        "Customer != 'customer-77' AND Amount < 3",
        "HistoryLength > 100000",
        "WorkflowId STARTS_WITH 'copy-99'",
        "ExecutionDuration > '1h'",
        "StartTime > '2001-01-01T00:00:00Z' AND WorkflowType != 'Type7'",
        "Remark = 'ordinary'",
        "Customer IS NULL",
    ];

    public async Task RunAsync(BenchServer server, TextWriter output)
    {
        var folder = options.Folder is { } kept ? Directory.CreateDirectory(kept) : Directory.CreateTempSubdirectory("mdlc-long-life-");
        try
        {
            var closed = options.Closed[^1];
            if (!File.Exists(Path.Combine(folder.FullName, "engine.db")))
            {
                await SeedAsync(server, folder.FullName);
                var watch = Stopwatch.StartNew();
                Multiply(Path.Combine(folder.FullName, "engine.db"), closed);
                await output.WriteLineAsync(Line($"{closed} closed workflows, {Size(folder):0} MB on disk, made in {watch.Elapsed.TotalSeconds:0} s"));
            }

            await using (var first = await RunningServer.StartAsync(server, folder.FullName, time))
            {
                await output.WriteLineAsync(Line($"start after a stop that was not good: {first.StartUp.TotalMilliseconds:0} ms"));
                await first.StopAsync();
            }

            await using (var running = await RunningServer.StartAsync(server, folder.FullName, time))
            {
                await output.WriteLineAsync(Line($"start after a good stop: {running.StartUp.TotalMilliseconds:0} ms, {ProcessUsage.ResidentBytes(running.Pid) / 1e6:0} MB resident"));
                await AskAsync(running, output);
                await output.WriteLineAsync(Line($"after all these: {ProcessUsage.ResidentBytes(running.Pid) / 1e6:0} MB resident"));
                await StartsBesideAsync(running, output);
                await OpenAsync(running, output);
                await output.WriteLineAsync(Line($"with {options.Open} open workflows: {ProcessUsage.ResidentBytes(running.Pid) / 1e6:0} MB resident"));
                await running.StopAsync();
            }

            await using var again = await RunningServer.StartAsync(server, folder.FullName, time);
            await output.WriteLineAsync(Line(
                $"started on {closed} closed and {options.Open} open: {again.StartUp.TotalMilliseconds:0} ms, {ProcessUsage.ResidentBytes(again.Pid) / 1e6:0} MB resident"));
        }
        finally
        {
            if (options.Folder is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private async Task SeedAsync(BenchServer server, string folder)
    {
        await using var running = await RunningServer.StartAsync(server, folder, time);
        await running.Client.Connection.OperatorService.AddSearchAttributesAsync(new AddSearchAttributesRequest
        {
            Namespace = Namespace,
            SearchAttributes = { ["Customer"] = IndexedValueType.Keyword, ["Amount"] = IndexedValueType.Int, ["Remark"] = IndexedValueType.Text },
        });
        await running.Client.Connection.WorkflowService.UpdateNamespaceAsync(new UpdateNamespaceRequest
        {
            Namespace = Namespace,
            Config = new() { WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(TimeSpan.FromDays(3650)) },
        });
        await using var driver = new StraightDriver(running.Address, time);
        await driver.RunAsync("seed", Shape.OneActivity);
    }

    private static void Multiply(string file, int count)
    {
        using var database = EngineDatabase.Open(file, Durability.Relaxed);
        var seed = database.ReadClosed(0, 1)[0];
        var log = database.ReadLog(seed.Key);
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var from = 2; from <= count; from += RowsAtOnce)
        {
            var batch = new WriteBatch();
            for (var i = from; i < Math.Min(from + RowsAtOnce, count + 1); i++)
            {
                var info = WorkflowExecutionInfo.Parser.ParseFrom(seed.Summary);
                info.Execution = new WorkflowExecution { WorkflowId = $"copy-{i}", RunId = $"00000000-0000-7000-8000-{i:D12}" };
                info.RootExecution = info.Execution;
                info.FirstRunId = info.Execution.RunId;
                info.Type = new WorkflowType { Name = $"Type{i % 20}" };
                info.TaskQueue = $"queue{i % 5}";
                info.Status = Statuses[i % Statuses.Length];
                info.StartTime = Timestamp.FromDateTime(start.AddSeconds(i * 10));
                info.ExecutionTime = info.StartTime;
                info.CloseTime = Timestamp.FromDateTime(start.AddSeconds((i * 10) + (i % 60)));
                info.SearchAttributes.IndexedFields["Customer"] = Json($"\"customer-{i % 10_000}\"");
                info.SearchAttributes.IndexedFields["Amount"] = Json($"{i % 1000}");
                info.SearchAttributes.IndexedFields["Remark"] = Json(i % 100_000 == 0 ? "\"out of the ordinary\"" : "\"nothing to say\"");
                var id = info.Execution;
                batch.NewRuns.Add(new RunRow(i, seed.Namespace, id.WorkflowId, id.RunId, $"request-{i}", null));
                batch.Records.AddRange(log.Select(record => record with { RunKey = i }));
                batch.Closed.Add(new ClosedSummary(info.ToByteArray(), ClosedRows.Of(i, seed.Namespace, info)));
            }

            database.Write([batch]);
        }
    }

    private static Payload Json(string json) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(json),
    };

    private async Task AskAsync(RunningServer running, TextWriter output)
    {
        var service = running.Client.Connection.WorkflowService;
        var next = 1000;
        await TimeAsync(output, "describe by id", () => service.DescribeWorkflowExecutionAsync(
            new DescribeWorkflowExecutionRequest { Namespace = Namespace, Execution = new WorkflowExecution { WorkflowId = $"copy-{2 + ((next += 7919) % (options.Closed[^1] - 1))}" } }));
        await TimeAsync(output, "first page of 100", () => service.ListWorkflowExecutionsAsync(new ListWorkflowExecutionsRequest { Namespace = Namespace, PageSize = 100 }));
        await TimeAsync(output, "first page of 1000", () => service.ListWorkflowExecutionsAsync(new ListWorkflowExecutionsRequest { Namespace = Namespace }));
        await TimeAsync(output, "count by status", () => service.CountWorkflowExecutionsAsync(
            new CountWorkflowExecutionsRequest { Namespace = Namespace, Query = "GROUP BY ExecutionStatus" }));
        foreach (var query in Queries)
        {
            var listed = 0;
            var counted = 0L;
            await TimeAsync(output, $"list  {query}", async () => listed = (await service.ListWorkflowExecutionsAsync(
                new ListWorkflowExecutionsRequest { Namespace = Namespace, PageSize = 100, Query = query })).Executions.Count, 3);
            await TimeAsync(output, $"count {query}", async () => counted = (await service.CountWorkflowExecutionsAsync(
                new CountWorkflowExecutionsRequest { Namespace = Namespace, Query = query })).Count, 3);
            await output.WriteLineAsync(Line($"      {listed} listed, {counted} counted"));
        }
    }

    /// <summary>Whether starts wait while somebody asks for what no index answers.</summary>
    private async Task StartsBesideAsync(RunningServer running, TextWriter output)
    {
        await using var driver = new StraightDriver(running.Address, time);
        await RateAsync(driver, "warm");
        var alone = await RateAsync(driver, "alone");
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await running.Client.Connection.WorkflowService.CountWorkflowExecutionsAsync(
                    new CountWorkflowExecutionsRequest { Namespace = Namespace, Query = "HistoryLength > 100000" });
            }
        });
        var beside = await RateAsync(driver, "beside");
        await stop.CancelAsync();
        await asking;
        await output.WriteLineAsync(Line($"workflows a second: {alone:0}; {beside:0} beside a client that counts without end"));
    }

    private static async Task<double> RateAsync(StraightDriver driver, string name)
    {
        const int Workflows = 1000;
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Workflows, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) => await driver.RunAsync($"{name}-{i}", Shape.OneActivity));
        return Workflows / watch.Elapsed.TotalSeconds;
    }

    private async Task OpenAsync(RunningServer running, TextWriter output)
    {
        await using var driver = new StraightDriver(running.Address, time);
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, options.Open, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) => await driver.LeaveOpenAsync($"open-{running.Pid}-{i}"));
        await output.WriteLineAsync(Line($"{options.Open} open workflows begun in {watch.Elapsed.TotalSeconds:0} s"));
    }

    private static async Task TimeAsync(TextWriter output, string what, Func<Task> ask, int repeats = Repeats)
    {
        var times = new List<double>();
        for (var i = 0; i < repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        await output.WriteLineAsync(Line($"{what}: first {times[0]:0.0} ms, then {times.Skip(1).Order().ElementAt((repeats - 1) / 2):0.0} ms"));
    }

    private static double Size(DirectoryInfo folder) => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) / 1e6;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
