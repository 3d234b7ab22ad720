using System.Globalization;
using Mdlc.Engine.Tests.Histories;
using Mdlc.Engine.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Temporalio.Client;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// The engine is killed, and then its files are torn: the write-ahead log cut or flipped, the database's last page cut.
/// <c>MDLC_KILLS</c> says how often each is done (5 by default), <c>MDLC_SEED</c> where.
/// </summary>
public sealed class TornFileTests(ITestOutputHelper output) : IDisposable
{
    private const int Workflows = 24;
    private const int PageSize = 4096;
    private const string TaskQueue = "load";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-torn-");

    private string Whole => Path.Combine(_folder.FullName, "whole.db");

    private string Torn => Path.Combine(_folder.FullName, "torn.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Engine_OnTornFiles_OpensAtAWholeCommitAndSaysWhatIsMissing_OrRefuses()
    {
        var (seed, times) = (Number("MDLC_SEED", 1), Number("MDLC_KILLS", 5));
        var random = new Random(seed);
        await KilledEngineAsync();
        var whole = Records(Whole);
        Assert.NotNull(whole);
        (string Name, Action Tear)[] tears =
        [
            ("log cut", () => Cut(Torn + "-wal", random.NextInt64(new FileInfo(Torn + "-wal").Length))),
            ("log flipped", () => Flip(Torn + "-wal", file => file.Length - 1 - random.NextInt64(file.Length / 4))),
            ("last page cut", () => Cut(Torn, new FileInfo(Torn).Length - random.Next(1, PageSize))),
        ];
        foreach (var (name, tear) in tears)
        {
            var (refused, said, untouched) = (0, 0, 0);
            for (var i = 0; i < times; i++)
            {
                CopyWhole();
                tear();
                var left = Records(Torn);
                switch (await OpenAsync($"seed {seed}, {name} {i}"))
                {
                    case null:
                        refused++;
                        break;
                    case true:
                        said++;
                        break;
                    default:
                        Assert.True(left == whole, $"seed {seed}, {name} {i}: {left} of {whole} records are there, and the engine says nothing");
                        untouched++;
                        break;
                }
            }

            output.WriteLine($"{name}: {times} times; {refused} refused, {said} opened with a word of what is missing, {untouched} with nothing missing");
        }
    }

    /// <summary>Opens the torn files; what is there must be sound, replay, and go on.</summary>
    /// <returns>Whether the engine said that commits are missing; null when it refused.</returns>
    private async Task<bool?> OpenAsync(string what)
    {
        var log = new ListLogger();
        try
        {
            await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = Torn, LoggerFactory = log });
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<ScheduledLoad>());
            await foreach (var result in replayer.ReplayWorkflowsAsync(client.ListWorkflowHistoriesAsync("")))
            {
                Assert.True(result.ReplayFailure is null, $"{what}: {result.History.Id} does not replay: {result.ReplayFailure}");
                SoundHistory.Check([.. result.History.Events], $"{what}: {result.History.Id}");
            }

            await client.StartWorkflowAsync((ScheduledLoad workflow) => workflow.RunAsync(), new("afterwards", "nobody"));
            return log.Lines.Any(line => line.Contains("lacks its last commits", StringComparison.Ordinal));
        }
        catch (InvalidDataException refusal)
        {
            Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(Torn, refusal.Message, StringComparison.Ordinal);
            return null;
        }
    }

    /// <summary>An engine that has stopped once, so that its database has pages, and was killed the second time.</summary>
    private async Task KilledEngineAsync()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = Whole }))
        {
            await LoadAsync(await TemporalClient.ConnectAsync(new(host.Address)), 0);
        }

        await using var engine = new EngineProcess(Whole);
        await engine.StartAsync();
        await LoadAsync(await TemporalClient.ConnectAsync(new(engine.Address)), Workflows);
        await engine.KillAsync();
    }

    /// <summary>Leaves workflows that have ended, and others that are under way.</summary>
    private static async Task LoadAsync(TemporalClient client, int first)
    {
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(TaskQueue)
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<ScheduledLoad>()
            .AddActivity(LoadActivities.Square).AddActivity(LoadActivities.CountAsync));
        await worker.ExecuteAsync(async () =>
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

            await client.ExecuteWorkflowAsync((ScheduledLoad workflow) => workflow.RunAsync(), new($"last-{first}", TaskQueue));
        });
    }

    private void CopyWhole()
    {
        foreach (var suffix in new[] { "-shm", "-wal", "", ".lock" })
        {
            File.Delete(Torn + suffix);
            if (suffix != "-shm")
            {
                File.Copy(Whole + suffix, Torn + suffix);
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
            if (suffix != "-shm")
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

    private static void Flip(string path, Func<FileStream, long> where)
    {
        using var file = new FileStream(path, FileMode.Open);
        var position = where(file);
        file.Seek(position, SeekOrigin.Begin);
        var found = file.ReadByte();
        file.Seek(position, SeekOrigin.Begin);
        file.WriteByte((byte)(found ^ 0xFF));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
