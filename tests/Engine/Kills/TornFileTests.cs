using System.Diagnostics;
using System.Globalization;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Mdlc.Engine.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// The files of an engine that was killed, or that stopped in good order, are cut, torn or flipped at places that a seed chooses: the engine
/// opens at a whole commit and says what is missing, names the workflows that it cannot read, or refuses. <c>MDLC_KILLS</c> says how often each
/// is done (3 by default), <c>MDLC_SEED</c> where.
/// </summary>
public sealed class TornFileTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Workflows = 24;
    private const int PageSize = 4096;
    private const string TaskQueue = "load";

    /// <summary>An opening that takes longer hangs.</summary>
    private static readonly TimeSpan OpeningLimit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private static readonly RpcOptions Once = new() { Retry = false };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-torn-");

    private string Killed => Path.Combine(_folder.FullName, "killed.db");

    private string Stopped => Path.Combine(_folder.FullName, "stopped.db");

    private string Torn => Path.Combine(_folder.FullName, "torn.db");

    private string Log => Torn + "-wal";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Engine_OnTornFiles_OpensAtAWholeCommitAndSaysWhatIsMissing_OrRefuses()
    {
        var (seed, times) = (Number("MDLC_SEED", 1), Number("MDLC_KILLS", 3));
        var random = new Random(seed);
        await KilledEngineAsync();
        Copy(Killed, Stopped);
        var closed = await ClosedAsync();
        (string Name, string From, Action Tear)[] tears =
        [
            ("killed, log cut", Killed, () => Cut(Log, random.NextInt64(LengthOf(Log)))),
            ("killed, log's last page torn", Killed, () => Overwrite(Log, LengthOf(Log) - random.Next(1, PageSize), new byte[random.Next(1, PageSize)])),
            ("killed, log flipped", Killed, () => Flip(Log, LengthOf(Log) - 1 - random.NextInt64(LengthOf(Log) / 4))),
            ("killed, last page cut", Killed, () => Cut(Torn, LengthOf(Torn) - random.Next(1, PageSize))),
            ("killed, pages cut", Killed, () => CutPages(random)),
            ("killed, flipped", Killed, () => Flip(Torn, random.NextInt64(LengthOf(Torn)))),
            ("stopped, cut", Stopped, () => Cut(Torn, random.NextInt64(LengthOf(Torn)))),
            ("stopped, pages cut", Stopped, () => CutPages(random)),
            ("stopped, last page torn", Stopped, () => Overwrite(Torn, LengthOf(Torn) - random.Next(1, PageSize), new byte[random.Next(1, PageSize)])),
            ("stopped, flipped", Stopped, () => Flip(Torn, random.NextInt64(LengthOf(Torn)))),
            ("stopped, a closed run's record flipped", Stopped, () => FlipARecordOf(closed.Keys, random)),
        ];
        foreach (var (name, from, tear) in tears)
        {
            var outcomes = new Dictionary<Outcome, int>();
            var whole = Records(from);
            for (var i = 0; i < times; i++)
            {
                Copy(from, Torn);
                tear();
                var (what, left) = ($"seed {seed}, {name} {i}", Records(Torn));
                var outcome = await OpenAsync(what, closed);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                Assert.True(
                    outcome != Outcome.Whole || left == whole, $"{what}: {left} of {whole} records are there, and the engine says nothing");
                Assert.True(
                    !name.Contains("record", StringComparison.Ordinal) || outcome == Outcome.NamesTheUnreadable, $"{what}: {outcome}");
            }

            output.WriteLine($"{name}: {times} times; {string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}"))}");
        }
    }

    private enum Outcome
    {
        /// <summary>Everything is there, and nothing was said.</summary>
        Whole,

        /// <summary>Opened at an earlier commit, with a word of what is missing.</summary>
        SaysWhatIsMissing,

        /// <summary>Opened, but for workflows that cannot be read.</summary>
        NamesTheUnreadable,

        /// <summary>Opened, and refused to write.</summary>
        RefusesToWrite,

        /// <summary>Refused with the remedy.</summary>
        Refuses,
    }

    /// <summary>Opens the torn files; what is there must be sound, as it was, replay, and go on.</summary>
    private async Task<Outcome> OpenAsync(string what, Dictionary<string, WorkflowHistory> closed)
    {
        var log = new ListLogger();
        try
        {
            await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = Torn, LoggerFactory = log }).WaitAsync(OpeningLimit);
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            var isBehind = log.Lines.Any(line => line.Contains("lacks its last commits", StringComparison.Ordinal));
            var unreadable = await CheckHistoriesAsync(what, client, closed, isBehind);
            try
            {
                await client.StartWorkflowAsync((ScheduledLoad workflow) => workflow.RunAsync(), new("afterwards", "nobody") { Rpc = Once });
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.DataLoss)
            {
                Assert.Contains("backup", e.Message, StringComparison.Ordinal);
                return Outcome.RefusesToWrite;
            }

            return isBehind ? Outcome.SaysWhatIsMissing : unreadable > 0 ? Outcome.NamesTheUnreadable : Outcome.Whole;
        }
        catch (InvalidDataException refusal)
        {
            Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(Torn, refusal.Message, StringComparison.Ordinal);
            return Outcome.Refuses;
        }
    }

    /// <returns>How many histories are damaged, and said to be.</returns>
    private static async Task<int> CheckHistoriesAsync(string what, TemporalClient client, Dictionary<string, WorkflowHistory> closed, bool isBehind)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<ScheduledLoad>());
        var (unreadable, missing) = (0, closed.Keys.ToHashSet());
        var runs = new List<WorkflowExecution>();
        try
        {
            await foreach (var run in client.ListWorkflowsAsync(""))
            {
                runs.Add(run);
            }
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.DataLoss)
        {
            // How a run closed is damaged: no list is whole without it, and each that has it names it.
            Assert.Matches(@"workflow '[^']+' \(run [^)]+\) closed", e.Message);
            unreadable++;
            missing.Clear();
        }

        foreach (var run in runs)
        {
            missing.Remove(run.RunId);
            WorkflowHistory history;
            try
            {
                history = await client.GetWorkflowHandle(run.Id, run.RunId).FetchHistoryAsync(new() { Rpc = Once });
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.DataLoss)
            {
                Assert.Contains($"'{run.Id}'", e.Message, StringComparison.Ordinal);
                unreadable++;
                continue;
            }

            var result = await ReplayAsync(replayer, history, $"{what}: {run.Id}");
            Assert.True(result.ReplayFailure is null, $"{what}: {run.Id} does not replay: {result.ReplayFailure}");
            SoundHistory.Check([.. history.Events], $"{what}: {run.Id}");
            if (run.Status != WorkflowExecutionStatus.Running && closed.TryGetValue(run.RunId, out var before))
            {
                Assert.Equal(before.Events, history.Events);
            }
        }

        Assert.True(isBehind || missing.Count == 0, $"{what}: {missing.Count} closed workflows are not there, and the engine says nothing");
        return unreadable;
    }

    /// <summary>The SDK's replayer was once seen never to come back from the history of a run in flight; what it does again is told.</summary>
    private static async Task<WorkflowReplayResult> ReplayAsync(WorkflowReplayer replayer, WorkflowHistory history, string what)
    {
        try
        {
            return await replayer.ReplayWorkflowAsync(history, throwOnReplayFailure: false).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            var again = replayer.ReplayWorkflowAsync(history, throwOnReplayFailure: false);
            await Task.WhenAny(again, Task.Delay(Patience));
            Assert.True(again.IsCompleted, $"{what}: no end of its replay, twice. {history.ToJson()}");
            return await again;
        }
    }

    /// <summary>Stops the copy in good order.</summary>
    /// <returns>The histories of the runs that have closed, by the ids of the runs.</returns>
    private async Task<Dictionary<string, WorkflowHistory>> ClosedAsync()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = Stopped });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var closed = new Dictionary<string, WorkflowHistory>(StringComparer.Ordinal);
        await foreach (var run in client.ListWorkflowsAsync("ExecutionStatus != 'Running'"))
        {
            closed[run.RunId] = await client.GetWorkflowHandle(run.Id, run.RunId).FetchHistoryAsync();
        }

        Assert.NotEmpty(closed);
        return closed;
    }

    /// <summary>An engine that has stopped once, so that its database has pages, and was killed the second time.</summary>
    private async Task KilledEngineAsync()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = Killed }))
        {
            await LoadAsync(await TemporalClient.ConnectAsync(new(host.Address)), 0);
        }

        await using var engine = new EngineProcess(Killed);
        await engine.StartAsync();
        await LoadAsync(await TemporalClient.ConnectAsync(new(engine.Address)), Workflows);
        await RestAsync(Killed + "-wal");
        await engine.KillAsync();
    }

    /// <summary>Until no commit is under way: one that a kill cuts off is in the log before it is noted, and nobody was told of it who could miss it.</summary>
    private static async Task RestAsync(string log)
    {
        var (patience, quiet, last) = (Stopwatch.StartNew(), Stopwatch.StartNew(), File.GetLastWriteTimeUtc(log));
        while (quiet.Elapsed < Rest)
        {
            Assert.True(patience.Elapsed < OpeningLimit, $"the engine has not come to rest within {OpeningLimit}");
            await Task.Delay(50);
            if (File.GetLastWriteTimeUtc(log) is var now && now != last)
            {
                (last, quiet) = (now, Stopwatch.StartNew());
            }
        }
    }

    /// <summary>Leaves workflows that have ended, and others that are under way.</summary>
    private static async Task LoadAsync(TemporalClient client, int first)
    {
        var worker = new TemporalWorker(client, new TemporalWorkerOptions(TaskQueue)
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<ScheduledLoad>()
            .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync));
        await LoadWorker.ExecuteAsync([worker], async () =>
        {
            for (var number = first; number < first + Workflows; number++)
            {
                var n = number;
                var handle = await client.StartWorkflowAsync(
                    (LoadWorkflow workflow) => workflow.RunAsync(new LoadWorkflow.Input { Number = n }), new(WorkflowLoad.IdOf(n), TaskQueue));
                if (n % 2 == 0)
                {
                    await handle.SignalAsync(workflow => workflow.ArrivedAsync("client"));
                }
            }

            await client.ExecuteWorkflowAsync((ScheduledLoad workflow) => workflow.RunAsync(), new($"last-{first}", TaskQueue)).WaitAsync(Patience);
        });
    }

    private static void Copy(string from, string to)
    {
        foreach (var suffix in new[] { "-shm", "-wal", "", ".lock" })
        {
            File.Delete(to + suffix);
            if (suffix != "-shm" && File.Exists(from + suffix))
            {
                File.Copy(from + suffix, to + suffix);
            }
        }
    }

    /// <summary>How many records SQLite finds in a copy of the files; null when it cannot say.</summary>
    private static long? Records(string file)
    {
        var copy = file + ".counted";
        foreach (var suffix in new[] { "-shm", "-wal", "" })
        {
            File.Delete(copy + suffix);
            if (suffix != "-shm" && File.Exists(file + suffix))
            {
                File.Copy(file + suffix, copy + suffix);
            }
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT (SELECT COUNT(*) FROM log) + (SELECT COUNT(*) FROM runs)";
            return (long?)command.ExecuteScalar();
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }

    private void CutPages(Random random) => Cut(Torn, LengthOf(Torn) - (random.Next(1, (int)(LengthOf(Torn) / PageSize)) * PageSize));

    private static long LengthOf(string path) => new FileInfo(path).Length;

    private static void Flip(string path, long position)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Seek(position, SeekOrigin.Begin);
        var found = file.ReadByte();
        file.Seek(position, SeekOrigin.Begin);
        file.WriteByte((byte)(found ^ 0xFF));
    }

    private static void Overwrite(string path, long position, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Seek(position, SeekOrigin.Begin);
        file.Write(bytes.AsSpan(0, (int)Math.Min(bytes.Length, file.Length - position)));
    }

    /// <summary>Flips one byte of what a closed run's log holds, wherever it lies in the file.</summary>
    private void FlipARecordOf(IEnumerable<string> closed, Random random)
    {
        byte[] record;
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Torn, Pooling = false }.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT data FROM log JOIN runs USING (run_key) WHERE run_id = $a AND length(data) BETWEEN 100 AND 300 ORDER BY sequence LIMIT 1";
            command.Parameters.AddWithValue("$a", closed.Order(StringComparer.Ordinal).ElementAt(random.Next(closed.Count())));
            record = (byte[])command.ExecuteScalar()!;
        }

        // SQLite moves rows between pages and leaves what it moved where it was: which copy is the row cannot be told from here.
        var (file, within) = (File.ReadAllBytes(Torn), random.Next(record.Length));
        for (int from = 0, next; (next = file.AsSpan(from).IndexOf(record)) >= 0; from += next + record.Length)
        {
            Flip(Torn, from + next + within);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
