using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>Closed runs are on disk and not in memory (the loop keeps two), and nobody sees a difference.</summary>
public sealed class LongLifeTests : IDisposable
{
    private const int Kept = 2;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-long-life-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public LongLifeTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ClosedRuns_LeaveMemory()
    {
        _loop.Start("open");
        _loop.PollWorkflow();
        for (var i = 0; i < 20; i++)
        {
            Close($"w{i}");
        }

        Assert.InRange(_loop.Engine.Runs.InMemory, 1, Kept + 1);
        Assert.InRange(_loop.Engine.Runs.WorkflowsInMemory, 1, Kept + 1);
        Assert.Equal(1, _loop.Visibility.InMemory);
        Assert.Equal(21, Count(""));
        Restart();
        Assert.Equal(1, _loop.Engine.Runs.InMemory);
        Assert.Equal(1, _loop.Visibility.InMemory);
        Assert.Equal(21, Count(""));
    }

    [Fact]
    public void ClosedRuns_ThatAreRead_LeaveMemoryAgain()
    {
        for (var i = 0; i < 10; i++)
        {
            Close($"w{i}");
        }

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(5, _loop.History($"w{i}").Count);
            Assert.InRange(_loop.Engine.Runs.InMemory, 0, Kept + 1);
        }
    }

    [Fact]
    public void Ids_ThatNobodyUses_AreNotKept()
    {
        Assert.Throws<ServiceException>(() => _loop.Signal("s", "nobody"));
        Assert.Throws<ServiceException>(() => _loop.History("nobody"));
        Assert.Throws<ServiceException>(() => _loop.History("nobody", Guid.NewGuid().ToString()));

        Assert.Equal(0, _loop.Engine.Runs.WorkflowsInMemory);
    }

    /// <summary>What is not on disk stays, whatever else closes.</summary>
    [Fact]
    public void ClosedRuns_OfARefusingDisk_StayUntilItTakesThem()
    {
        const int Runs = 4 * Kept;
        for (var i = 0; i < Runs; i++)
        {
            _loop.Start($"w{i}");
        }

        var tasks = Enumerable.Range(0, Runs).Select(_ => _loop.PollWorkflow()!).ToList();
        _loop.RefuseCommits();
        tasks.ForEach(task => _loop.Complete(task, Does.CompleteWorkflow()));
        _loop.Start("open");

        Assert.All(Enumerable.Range(0, Runs), i => Assert.Equal(5, _loop.History($"w{i}").Count));
        Assert.Equal(Runs, Count("ExecutionStatus = 'Running'"));
        Assert.Equal(0, Count("ExecutionStatus = 'Completed'"));
        _loop.AcceptCommits();
        Away();

        Assert.Equal(Runs, Count("ExecutionStatus = 'Completed' AND WorkflowId STARTS_WITH 'w'"));
        Assert.Equal(1, _loop.Visibility.InMemory);
        Assert.All(Enumerable.Range(0, Runs), i => Assert.Equal(5, _loop.History($"w{i}").Count));
    }

    [Theory]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicate, true, true)]
    [InlineData(WorkflowIdReusePolicy.AllowDuplicateFailedOnly, false, true)]
    [InlineData(WorkflowIdReusePolicy.RejectDuplicate, false, false)]
    public void ReusePolicy_LooksAtWhatIsOnDisk(WorkflowIdReusePolicy policy, bool afterCompleted, bool afterTerminated)
    {
        var completed = Close("completed");
        var terminated = Terminate("terminated");
        Away();

        Assert.Equal(afterCompleted, IsTaken("completed", policy, completed));
        Assert.Equal(afterTerminated, IsTaken("terminated", policy, terminated));
    }

    [Fact]
    public void SameRequest_IsRecognisedAfterItsRunHasLeft()
    {
        var runId = Close("workflow", "same request");
        Away();

        Assert.Equal(runId, _loop.Start("workflow", r => r.RequestId = "same request"));
        Assert.Equal(1, Count("WorkflowId = 'workflow'"));
    }

    [Fact]
    public void NewestOfAnId_IsFoundOnDisk_AndOlderOnesByTheirNames()
    {
        var first = Close("workflow");
        var second = Close("workflow");
        Away();

        Assert.Throws<ServiceException>(() => _loop.History("another", first));
        Assert.Equal(second, _loop.State().RunId);
        Assert.Equal(first, _loop.State(runId: first).RunId);
        Assert.Throws<ServiceException>(() => _loop.History("another", first));
        Delete("workflow", second);
        Away();
        Assert.Equal(first, _loop.State().RunId);
        Delete("workflow", first);
        Assert.Throws<ServiceException>(() => _loop.State());
        Assert.Equal(0, Count("WorkflowId = 'workflow'"));
        Assert.Equal(Count(""), Count("RunId != ''"));
    }

    /// <summary>Two runs of an id are gone from memory, one at a time, and the newer one comes back with the older one.</summary>
    [Fact]
    public void OlderRun_ThatIsRead_LeavesTheNewestTheNewest()
    {
        var first = Close("workflow");
        var second = Close("workflow");
        Away();

        Assert.Equal(first, _loop.State(runId: first).RunId);
        var third = _loop.Start();

        Assert.Equal([first, second, third], new[] { first, second, third }.Select(run => _loop.State(runId: run).RunId));
        Assert.Equal(third, _loop.State().RunId);
    }

    /// <summary>One gate of an id at a time: of two runs that are in memory the newest is not the first to leave.</summary>
    [Fact]
    public void RunsOfAnId_HaveOneGate_WhoeverLeavesFirst()
    {
        var first = Close("workflow");
        Close("workflow");
        Away();

        for (var others = 0; others < 4; others++)
        {
            // Not read: that would make it the last to leave.
            Assert.NotNull(_loop.Engine.Runs.Find("default", "workflow", first));
            for (var i = 0; i < others; i++)
            {
                Close($"fresh{others}-{i}");
            }

            var (older, newest) = (_loop.Engine.Runs.Find("default", "workflow", first)!, _loop.Engine.Runs.Find("default", "workflow", "")!);
            Assert.Same(newest.Workflow, older.Workflow);
            Assert.False(older.Workflow.IsRetired);
        }
    }

    [Fact]
    public void HandleThatHasLeft_ReadsTheRunOfTheOneThatCounts()
    {
        var runId = Close("workflow");
        var left = _loop.Engine.Runs.Find("default", "workflow", runId)!;
        Away();

        Assert.True(left.HasLeft);
        Assert.Same(_loop.Engine.Runs.Load(left), _loop.Engine.Runs.Find("default", "workflow", runId)!.Run);
        Delete("workflow", runId);
        Assert.Equal(Grpc.Core.StatusCode.NotFound, Assert.Throws<ServiceException>(() => _loop.Engine.Runs.Load(left)).Code);
    }

    [Fact]
    public void Reset_OfARunOnDisk_StartsAndIsRemembered()
    {
        var runId = Close("workflow");
        Away();

        var again = Reset(runId, "same");
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Away();

        Assert.Equal(again, Reset(runId, "same"));
        Assert.Equal(again, _loop.State(runId: runId).ResetRunId);
        Restart();
        Assert.Equal(again, _loop.State(runId: runId).ResetRunId);
    }

    [Fact]
    public void Signal_OfARunOnDisk_IsRefusedAsCompleted()
    {
        Close("workflow");
        Away();

        var refused = Assert.Throws<ServiceException>(() => _loop.Signal("s"));

        Assert.Equal(Grpc.Core.StatusCode.NotFound, refused.Code);
        Assert.Contains("already completed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_GoOnFromMemoryToDisk()
    {
        for (var i = 0; i < 5; i++)
        {
            Close($"closed{i}");
            _loop.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 0; i < 3; i++)
        {
            _loop.Start($"open{i}");
            _loop.Advance(TimeSpan.FromSeconds(1));
        }

        string[] expected = ["open2", "open1", "open0", "closed4", "closed3", "closed2", "closed1", "closed0"];
        for (var size = 1; size < 10; size++)
        {
            Assert.Equal(expected, Pages("", size));
        }

        Assert.Equal(expected[3..], Pages("ExecutionStatus != 'Running'", 2));
        Assert.Equal(expected[..3], Pages("ExecutionStatus = 'Running'", 2));
    }

    [Fact]
    public void Run_ThatClosesBetweenPages_IsNotDoubled()
    {
        for (var i = 0; i < 4; i++)
        {
            _loop.Start($"w{i}");
            _loop.Advance(TimeSpan.FromSeconds(1));
        }

        var page = _loop.Visibility.List("default", "", 2, ByteString.Empty);
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        var rest = _loop.Visibility.List("default", "", 10, page.NextPageToken);

        Assert.Equal(["w3", "w2"], page.Records.Select(record => record.WorkflowId));
        Assert.Equal(["w1", "w0"], rest.Records.Select(record => record.WorkflowId));
    }

    /// <summary>Each list and count is of one moment, whatever closes meanwhile.</summary>
    [Fact]
    public void ManyThatClose_AreThereOnceWheneverSomebodyAsks()
    {
        const int Runs = 40;
        for (var i = 0; i < Runs; i++)
        {
            _loop.Start($"w{i}");
        }

        var wrong = new List<string>();
        var stop = false;
        var asking = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                var (kept, counted, listed) = (Count(""), Count("RunId != ''"), _loop.Visibility.List("default", "", 1000, ByteString.Empty).Records);
                if ((kept, counted, listed.DistinctBy(record => record.RunId).Count(), listed.Count) != (Runs, Runs, Runs, Runs))
                {
                    wrong.Add($"{kept} kept, {counted} counted, {listed.Count} listed");
                }
            }
        });
        asking.Start();
        while (_loop.PollWorkflow() is { } task)
        {
            _loop.Complete(task, Does.CompleteWorkflow());
        }

        Volatile.Write(ref stop, true);
        asking.Join();
        Assert.Empty(wrong);
        Assert.Equal(Runs, Count("ExecutionStatus = 'Completed'"));
    }

    [Fact]
    public void Counts_AreThoseOfTheRows()
    {
        Close("a");
        Terminate("b");
        Close("c");
        _loop.Start("d");

        Assert.Equal("Running 1, Completed 2, Terminated 1", Groups("GROUP BY ExecutionStatus"));
        Assert.Equal("Running 1, Completed 2, Terminated 1", Groups("RunId != '' GROUP BY ExecutionStatus"));
        Restart();
        Assert.Equal("Running 1, Completed 2, Terminated 1", Groups("GROUP BY ExecutionStatus"));
        Delete("a", "");
        _loop.Advance(TimeSpan.FromHours(25));
        Assert.Equal("Running 1", Groups("GROUP BY ExecutionStatus"));
        Assert.Equal("Running 1", Groups("RunId != '' GROUP BY ExecutionStatus"));
    }

    [Fact]
    public void Retention_DeletesTheRowsThatRunsAreFoundBy()
    {
        _loop.Registry.Add("default", [new("Kw", IndexedValueType.Keyword)]);
        _loop.Start("w", r => r.SearchAttributes = new() { IndexedFields = { ["Kw"] = Visibility.VisibilityRecords.Json("x") } });
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.Equal(1, Count("Kw = 'x'"));
        Assert.NotEqual(0, Number("SELECT COUNT(*) FROM attributes"));

        _loop.Advance(TimeSpan.FromHours(25));

        Assert.Equal(0, Number("SELECT (SELECT COUNT(*) FROM attributes) + (SELECT COUNT(*) FROM closed) + (SELECT COUNT(*) FROM runs)"));
    }

    /// <summary>A database of before there was a table of closed runs.</summary>
    [Fact]
    public void Database_OfVersion3_OpensWithAllItsRuns()
    {
        var runs = Enumerable.Range(0, 5).Select(i => Close($"w{i}")).ToList();
        _loop.Start("open");
        var listed = Pages("", 10);
        var time = _loop.Time;
        _loop.Dispose();
        Change("""
            DROP TABLE closed; DROP TABLE attributes; DROP INDEX open_runs; DELETE FROM settings WHERE key = 'closed-runs-listed'; PRAGMA user_version=3;
            """);
        Assert.Empty(DatabaseCheck.Faults(_file));

        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: 2);

        Assert.Equal(listed, Pages("", 10));
        Assert.Equal("Running 1, Completed 5", Groups("GROUP BY ExecutionStatus"));
        Assert.Equal(runs[3], _loop.State("w3").RunId);
        Assert.False(IsTaken("w3", WorkflowIdReusePolicy.RejectDuplicate, runs[3]));
        Assert.Empty(DatabaseCheck.Faults(_file));
    }

    [Theory]
    [InlineData("UPDATE closed SET history_length = 1 WHERE workflow_id = 'w0'", true)]
    [InlineData("UPDATE runs SET request_id = 'x' WHERE workflow_id = 'w0'", true)]
    [InlineData("UPDATE runs SET summary = x'0a00' WHERE workflow_id = 'w0'", false)]
    public void Damage_IsToldOfThatRunAlone_AndItCanBeDeleted(string change, bool isOfThePlace)
    {
        Close("w0");
        Close("w1");
        Restart();
        Change(change);

        if (isOfThePlace)
        {
            var start = Assert.Throws<ServiceException>(() => _loop.Start("w0"));
            var read = Assert.Throws<ServiceException>(() => _loop.History("w0"));
            Assert.Equal([Grpc.Core.StatusCode.DataLoss, Grpc.Core.StatusCode.DataLoss], new[] { start.Code, read.Code });
            Assert.Contains("'w0'", start.Message, StringComparison.Ordinal);
        }
        else
        {
            var list = Assert.Throws<ServiceException>(() => Pages("", 10));
            Assert.Equal(Grpc.Core.StatusCode.DataLoss, list.Code);
            Assert.Contains("'w0'", list.Message, StringComparison.Ordinal);
        }

        Assert.Contains(DatabaseCheck.Faults(_file), fault => fault.Contains("is not what was written", StringComparison.Ordinal));
        Assert.Equal(5, _loop.History("w1").Count);
        Delete("w0", "");
        Assert.Equal(["w1"], Pages("", 10));
        Assert.Empty(DatabaseCheck.Faults(_file));
        _loop.Start("w0");
    }

    [Theory]
    [InlineData("DELETE FROM closed WHERE workflow_id = 'w0'", "has closed and is not listed")]
    [InlineData("DELETE FROM log WHERE run_key = 1; DELETE FROM runs WHERE run_key = 1", "is listed and has not closed")]
    [InlineData("INSERT INTO attributes VALUES (99, 'a', 1, 'x', NULL)", "it is not listed")]
    public void Rows_WithoutOneAnother_AreFoundByTheCheck(string change, string fault)
    {
        Close("w0");
        Change(change);

        Assert.Contains(DatabaseCheck.Faults(_file), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Index_ThatLacksARow_IsFoundByTheCheck()
    {
        Close("w0");
        Change("PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX closed_by_id ON closed(namespace, task_queue)' WHERE name = 'closed_by_id'");

        Assert.NotEmpty(DatabaseCheck.Faults(_file));
    }

    private string Close(string workflowId, string? requestId = null)
    {
        var runId = _loop.Start(workflowId, r => r.RequestId = requestId ?? r.RequestId);
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        return runId;
    }

    private string Terminate(string workflowId)
    {
        var runId = _loop.Start(workflowId);
        _loop.PollWorkflow();
        _loop.Engine.Signals.Terminate(new TerminateWorkflowExecutionRequest { Namespace = "default", WorkflowExecution = new() { WorkflowId = workflowId } });
        _loop.Pump();
        return runId;
    }

    /// <summary>Others close until nothing of the runs of before is in memory.</summary>
    private void Away()
    {
        for (var i = 0; i < 3 * Kept; i++)
        {
            Close($"other{i}");
        }

        Assert.InRange(_loop.Engine.Runs.InMemory, 0, Kept + 1);
    }

    private bool IsTaken(string workflowId, WorkflowIdReusePolicy policy, string earlier)
    {
        try
        {
            return _loop.Start(workflowId, r => r.WorkflowIdReusePolicy = policy) != earlier;
        }
        catch (ServiceException e) when (e.Code == Grpc.Core.StatusCode.AlreadyExists)
        {
            Assert.Contains(earlier, e.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private string Reset(string runId, string requestId)
    {
        var (made, _) = _loop.Engine.Resets.Reset(new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = "workflow", RunId = runId },
            WorkflowTaskFinishEventId = 4,
            RequestId = requestId,
        });
        _loop.Pump();
        return made;
    }

    private void Delete(string workflowId, string runId)
    {
        _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = workflowId, RunId = runId } });
        _loop.Pump();
    }

    private long Count(string query) => _loop.Visibility.Count("default", query).Count;

    private string Groups(string query) => string.Join(", ", _loop.Visibility.Count("default", query).Groups.Select(group => $"{group.Value} {group.Count}"));

    private List<string> Pages(string query, int size)
    {
        var (runs, token) = (new List<string>(), ByteString.Empty);
        do
        {
            var page = _loop.Visibility.List("default", query, size, token);
            runs.AddRange(page.Records.Select(record => record.WorkflowId));
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);

        return runs;
    }

    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, epoch: ++_epoch, seed: (int)_epoch);
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
