using Mdlc.Engine.Batches;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Histories;
using Mdlc.Engine.Visibility;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Backups, and files that are not as the engine left them.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-damage-");

    private string File1 => Path.Combine(_folder.FullName, "engine.db");

    private string File2 => Path.Combine(_folder.FullName, "copy.db");

    private static Payloads Large => new() { Payloads_ = { new Payload { Data = Google.Protobuf.ByteString.CopyFrom(new byte[200_000]) } } };

    public void Dispose() => _folder.Delete(recursive: true);

    private void DamageFreePages()
    {
        using var file = new FileStream(File1, FileMode.Open);

        // The first of the free pages lies far beyond the end.
        file.Seek(32, SeekOrigin.Begin);
        file.Write([0x7f, 0xff, 0xff, 0xff]);
    }

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

        Change("UPDATE log SET data = x'ff'");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }));

        Assert.Contains("the log of workflow 'w0'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The byte lies where neither SQLite nor the protocol looks: in a payload.</summary>
    [Fact]
    public async Task Record_OfAClosedRunThatChanged_IsToldOfThatRunAlone_AndTheRunCanBeDeleted()
    {
        await ClosedAsync(2);
        ChangeFirstRecord(data => data[data.AsSpan().IndexOf("payload"u8)] = (byte)'P');

        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var damaged = client.GetWorkflowHandle("w0");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => damaged.FetchHistoryAsync(new() { Rpc = new() { Retry = false } }));
        Assert.Equal(RpcException.StatusCode.DataLoss, refusal.Code);
        Assert.Contains("'w0'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("record 1 is not what was written", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await client.GetWorkflowHandle("w1").FetchHistoryAsync()).Events);

        await client.Connection.WorkflowService.DeleteWorkflowExecutionAsync(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "w0" } });
        await StartAsync(client, 0, 1);
        Assert.NotEmpty((await damaged.FetchHistoryAsync()).Events);
    }

    [Fact]
    public async Task Log_OfAClosedRunThatLacksItsEnd_IsToldOfThatRun()
    {
        await ClosedAsync(1);
        Change("DELETE FROM log WHERE run_key = 1 AND sequence = (SELECT MAX(sequence) FROM log WHERE run_key = 1)");

        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 });
        var client = await TemporalClient.ConnectAsync(new(host.Address));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => client.GetWorkflowHandle("w0").FetchHistoryAsync(new() { Rpc = new() { Retry = false } }));
        Assert.Contains("ends at event 2 of 3", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE runs SET workflow_id = 'x'", null)]
    [InlineData("UPDATE runs SET summary = x'0a00'", null)]
    [InlineData("UPDATE closed SET status = 3", null)]
    [InlineData("INSERT INTO attributes VALUES (1, 'a', 1, 'x', 1)", null)]
    [InlineData("UPDATE settings SET value = x'37' WHERE key = 'epoch'", "setting 'epoch'")]
    [InlineData("INSERT INTO outbox VALUES (1, 1, 1, 1, 1)", "promise 1")]
    [InlineData("INSERT INTO schedules VALUES ('default', 's', x'', 1)", "schedule 's'")]
    [InlineData("UPDATE log SET data = x'ff'", null)]
    public async Task Row_ThatChanged_IsRefusedAtTheStart_OrFoundByTheCheck(string change, string? refused)
    {
        await ClosedAsync(1);
        Assert.Equal($"{File1} is whole.", CheckCommand.Run(File1));
        Change(change);

        if (refused is not null)
        {
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }));
            Assert.Contains(refused, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
        }

        var found = Assert.Throws<InvalidDataException>(() => CheckCommand.Run(File1));
        Assert.Contains("is not what was written", found.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => DatabaseBackup.Copy(File1, File2));
        Assert.False(File.Exists(File2));
    }

    /// <summary>A database of before there were checksums.</summary>
    [Fact]
    public async Task Database_OfVersion2_OpensAndHasChecksumsFromThenOn()
    {
        await ClosedAsync(1);
        Change("""
            ALTER TABLE runs DROP COLUMN crc; ALTER TABLE runs DROP COLUMN summary_crc; ALTER TABLE log DROP COLUMN crc;
            ALTER TABLE outbox DROP COLUMN crc; ALTER TABLE settings DROP COLUMN crc; ALTER TABLE schedules DROP COLUMN crc; PRAGMA user_version=2;
            """);
        Assert.Equal($"{File1} is whole.", CheckCommand.Run(File1));

        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            Assert.Equal(3, (await client.GetWorkflowHandle("w0").FetchHistoryAsync()).Events.Count);
            await StartAsync(client, 1, 1);
        }

        Assert.Equal($"{File1} is whole.", CheckCommand.Run(File1));
        Change("UPDATE log SET data = x'ff' WHERE run_key = 2");
        Assert.Throws<InvalidDataException>(() => CheckCommand.Run(File1));
    }

    [Fact]
    public void Check_OfNothing_IsRefused() => Assert.Throws<IOException>(() => CheckCommand.Run(File2));

    /// <summary>It cannot be waited out, as a full disk can: nobody is left waiting.</summary>
    [Fact]
    public async Task Write_ToADamagedDatabase_IsRefusedAtOnce()
    {
        var records = new WriteBatch();
        records.NewRuns.Add(new RunRow(1, "default", "w", "r", "", null));
        records.Records.AddRange(Enumerable.Range(1, 50).Select(i => new LogRecord(1, i, RecordKind.Events, new byte[5000])));
        var deletion = new WriteBatch();
        deletion.Deleted.Add(1);
        using (var whole = EngineDatabase.Open(File1, Durability.Strict))
        {
            whole.Write([records]);
            whole.Write([deletion]);
        }

        DamageFreePages();
        using var database = EngineDatabase.Open(File1, Durability.Strict);
        var journal = new Journal(database, Durability.Strict, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var waiting = journal.Append(records, () => Assert.Fail("it was not committed"));

        Assert.True(journal.Flush());
        var refusals = new[] { await Assert.ThrowsAsync<ServiceException>(() => waiting), await Assert.ThrowsAsync<ServiceException>(() => journal.Append(records, null)) };
        Assert.All(refusals, refusal => Assert.Equal(Grpc.Core.StatusCode.DataLoss, refusal.Code));
        Assert.Contains("backup", refusals[0].Message, StringComparison.Ordinal);
        Assert.False(journal.IsStalled);
    }

    /// <summary>Nobody is there to be told: what a start goes on with must not end what waits for it.</summary>
    [Fact]
    public async Task Deletion_OfANamespaceThatFails_LeavesItsMark()
    {
        using (var before = new EngineLoop(File1))
        {
            var doomed = Namespaces.Describe("doomed", "doomed-id");
            doomed.NamespaceInfo.State = NamespaceState.Deleted;
            _ = before.Engine.Services.Namespaces.Put(doomed);
            before.Start(configure: start => start.Input = Large);
            _ = before.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" } });
            before.Pump();
        }

        DamageFreePages();
        using (var loop = new EngineLoop(File1))
        {
            loop.Start(configure: start => start.Input = Large);
            var services = loop.Engine.Services;
            Assert.NotNull(services.Journal.Damage);

            await new NamespaceRemoval(
                loop.Engine, loop.Scheduler, new Batcher(loop.Engine, loop.Visibility, new VisibilityStore(loop.Registry)),
                new SearchAttributeSettings(loop.Registry, services.Journal), new TaskQueueSettings(services.Matching, services.Journal)).Resume(CancellationToken.None);
        }

        using var after = EngineDatabase.Open(File1, Durability.Strict);
        Assert.Contains("namespace/doomed", after.ReadSettings().Keys);
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
            ["the log of run 1 has a gap", "there is a log of run 3 and no such run", "run 2 has no log"], database.FindFaults(withIndexes: true));
    }

    private static async Task StartAsync(TemporalClient client, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await client.StartWorkflowAsync("T", [], new($"w{i}", "q"));
        }
    }

    /// <summary>An engine that stopped in good order, with workflows that have closed.</summary>
    private async Task ClosedAsync(int count)
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = File1 });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        for (var i = 0; i < count; i++)
        {
            await (await client.StartWorkflowAsync("T", ["payload"], new($"w{i}", "q"))).TerminateAsync();
        }
    }

    private void Change(string sql)
    {
        using var connection = OpenFile1();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void ChangeFirstRecord(Action<byte[]> change)
    {
        using var connection = OpenFile1();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT data FROM log WHERE run_key = 1 AND sequence = 1";
        var data = (byte[])command.ExecuteScalar()!;
        change(data);
        command.CommandText = "UPDATE log SET data = $a WHERE run_key = 1 AND sequence = 1";
        command.Parameters.AddWithValue("$a", data);
        command.ExecuteNonQuery();
    }

    private SqliteConnection OpenFile1()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File1, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
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
