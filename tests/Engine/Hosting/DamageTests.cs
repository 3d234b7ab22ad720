using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;
using Temporalio.Client;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Backups, and files that are not as the engine left them.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-damage-");

    private string File1 => Path.Combine(_folder.FullName, "engine.db");

    private string File2 => Path.Combine(_folder.FullName, "copy.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Backup_WhileTheEngineWrites_IsWholeAndRestores()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            await StartAsync(client, 0, 50);
            using var stop = new CancellationTokenSource();
            var load = Task.Run(async () =>
            {
                for (var i = 50; !stop.IsCancellationRequested; i++)
                {
                    await StartAsync(client, i, 1);
                }
            });

            DatabaseBackup.Copy(File1, File2);

            await stop.CancelAsync();
            await load;
        }

        await using var restored = await EngineHost.StartAsync(new EngineOptions { DbFilename = File2 });
        var again = await TemporalClient.ConnectAsync(new(restored.Address));
        Assert.InRange((await again.CountWorkflowsAsync("")).Count, 50, long.MaxValue);
        Assert.Equal("w49", (await again.GetWorkflowHandle("w49").DescribeAsync()).Id);
        await StartAsync(again, 100_000, 1);
    }

    [Fact]
    public void Backup_OverAFile_IsRefused()
    {
        File.WriteAllText(File2, "precious");
        using (EngineDatabase.Open(File1, Durability.Strict))
        {
        }

        Assert.Throws<IOException>(() => DatabaseBackup.Copy(File1, File2));
        Assert.Equal("precious", File.ReadAllText(File2));
    }

    [Fact]
    public void Backup_OfNothing_IsRefused() => Assert.Throws<FileNotFoundException>(() => DatabaseBackup.Copy(File1, File2));

    /// <summary>The write-ahead log is cut in the middle of its last commits: what is before opens, and the engine says that there was more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4000)]
    [InlineData(30_000)]
    public async Task WriteAheadLog_CutOff_OpensAtTheLastWholeCommit_AndSaysSo(int cut)
    {
        await CrashedCopyAsync();
        using (var wal = new FileStream(File2 + "-wal", FileMode.Open))
        {
            wal.SetLength(wal.Length - cut);
        }

        var log = new ListLogger();
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File2, LoggerFactory = log });

        Assert.Contains(log.Lines, line => line.Contains("lacks its last commits", StringComparison.Ordinal));
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var count = (await client.CountWorkflowsAsync("")).Count;
        Assert.InRange(count, 1, 19);
        Assert.Equal(2, (await client.GetWorkflowHandle($"w{count - 1}").FetchHistoryAsync()).Events.Count);
        await StartAsync(client, 100, 1);
    }

    /// <summary>A commit that writes no run's log is missed as well.</summary>
    [Fact]
    public async Task WriteAheadLog_ThatLacksOnlyASchedule_SaysSo()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            await StartAsync(client, 0, 1);
            File.Copy(File1, File2);
            File.Copy(File1 + "-wal", File2 + "-wal");
            await client.CreateScheduleAsync("yearly", new(
                Temporalio.Client.Schedules.ScheduleActionStartWorkflow.Create("T", [], new("yearly", "q")),
                new() { Intervals = [new(TimeSpan.FromDays(365))] }));
            await RunAsync("cp", File1 + ".lock", File2 + ".lock");
        }

        var log = new ListLogger();
        await using var torn = await EngineHost.StartAsync(new EngineOptions { DbFilename = File2, LoggerFactory = log });

        Assert.Contains(log.Lines, line => line.Contains("belongs to no run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_ThatMakesNoHistory_IsRefusedByTheNameOfItsWorkflow()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }))
        {
            await StartAsync(await TemporalClient.ConnectAsync(new(host.Address)), 0, 1);
        }

        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File1, Pooling = false }.ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE log SET data = x'ff'";
            command.ExecuteNonQuery();
        }

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }));

        Assert.Contains("the log of workflow 'w0'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAheadLog_AsACrashLeavesIt_OpensWithoutAWord()
    {
        await CrashedCopyAsync();

        var log = new ListLogger();
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File2, LoggerFactory = log });

        Assert.Empty(log.Lines);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        Assert.Equal(20, (await client.CountWorkflowsAsync("")).Count);
    }

    [Fact]
    public async Task Page_ThatIsTorn_IsRefusedWithTheRemedy()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }))
        {
            await StartAsync(await TemporalClient.ConnectAsync(new(host.Address)), 0, 200);
        }

        using (var file = new FileStream(File1, FileMode.Open))
        {
            file.Seek(file.Length / 2 / 4096 * 4096, SeekOrigin.Begin);
            file.Write(new byte[2048]);
        }

        File.Delete(File1 + ".lock");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }));

        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_WithAGap_IsFound()
    {
        using var database = EngineDatabase.Open(null, Durability.Strict);
        var batch = new WriteBatch();
        batch.NewRuns.Add(new RunRow(1, "default", "w", "r", "", null));
        batch.NewRuns.Add(new RunRow(2, "default", "w", "s", "", null));
        batch.Records.Add(new LogRecord(1, 1, RecordKind.Events, []));
        batch.Records.Add(new LogRecord(1, 3, RecordKind.Events, []));
        batch.Records.Add(new LogRecord(3, 1, RecordKind.Events, []));
        batch.Outbox.Add(new OutboxRow(7, 1, 9, 0));
        database.Write([batch]);

        Assert.Equal(
            ["the log of run 1 has a gap", "there is a log of run 3 and no such run", "run 2 has no log", "promise 7 is of no run"], database.FindFaults());
    }

    private static async Task StartAsync(TemporalClient client, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await client.StartWorkflowAsync("T", [], new($"w{i}", "q"));
        }
    }

    /// <summary>Twenty commits, copied as they lie on the disk while the engine runs: what a crash would leave.</summary>
    private async Task CrashedCopyAsync()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 });
        await StartAsync(await TemporalClient.ConnectAsync(new(host.Address)), 0, 20);
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(File1 + suffix, File2 + suffix);
        }

        // The lock keeps .NET from opening the note, as it would a second engine.
        await RunAsync("cp", File1 + ".lock", File2 + ".lock");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
