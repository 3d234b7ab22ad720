using Google.Protobuf;
using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Closed;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

/// <summary>A run that closes goes from memory to disk; whatever comes first, it is listed and counted once at each moment.</summary>
public sealed class LeavingRunsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-leaving-{Guid.NewGuid():N}.db");
    private readonly EngineDatabase _database;
    private readonly VisibilityStore _store;
    private readonly VisibilityRecord _open = Open("w");
    private readonly VisibilityRecord _closed = Open("w").Closed(WorkflowExecutionStatus.Completed, TimeSpan.FromSeconds(1));
    private ClosedRow? _row;

    public LeavingRunsTests()
    {
        _database = EngineDatabase.Open(_file, Durability.Strict);
        _store = new VisibilityStore(Registry(), new ClosedRuns(_database));
        _store.CountClosed();
    }

    public void Dispose()
    {
        _database.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Run_ThatIsOnDiskBeforeItIsShown_IsThereOnce()
    {
        _store.Upsert(_open);
        AssertShown("Running", inMemory: 1);
        _store.NoteClosing(Namespace, "run-w");
        AssertShown("Running", inMemory: 1);
        Commit();
        AssertShown("Running", inMemory: 1);
        NoteWritten();
        AssertShown("Running", inMemory: 1);
        _store.Upsert(_closed);
        AssertShown("Completed", inMemory: 0);
    }

    /// <summary>As with relaxed durability.</summary>
    [Fact]
    public void Run_ThatIsShownBeforeItIsOnDisk_IsThereOnce()
    {
        _store.Upsert(_open);
        _store.NoteClosing(Namespace, "run-w");
        _store.Upsert(_closed);
        AssertShown("Completed", inMemory: 1);
        Commit();
        AssertShown("Completed", inMemory: 1);
        NoteWritten();
        AssertShown("Completed", inMemory: 0);
    }

    /// <summary>What is shown is shown in order, after the commit of both.</summary>
    [Fact]
    public void Run_ThatBeginsAndClosesInOneCommit_IsThereOnce()
    {
        _store.NoteClosing(Namespace, "run-w");
        Commit();
        NoteWritten();
        AssertShown("", inMemory: 0);
        _store.Upsert(_open);
        AssertShown("Running", inMemory: 1);
        _store.Upsert(_closed);
        AssertShown("Completed", inMemory: 0);
    }

    [Fact]
    public void Run_ThatIsDeletedBeforeItIsOnDisk_IsGone()
    {
        _store.Upsert(_open);
        _store.NoteClosing(Namespace, "run-w");
        _store.Upsert(_closed);
        _store.Delete(Namespace, "run-w");
        AssertShown("", inMemory: 0);
        Commit();
        NoteWritten();
        var deletion = new WriteBatch();
        deletion.Deleted.Add(1);
        _database.Write([deletion]);
        deletion.Removed.ForEach(group => _store.NoteRemoved(ClosedRuns.KindOf(group)));

        AssertShown("", inMemory: 0);
    }

    [Fact]
    public void Snapshot_KeepsNoWriterWaiting_AndSeesItsMoment()
    {
        using var before = new ClosedRuns(_database).Open();
        before.Take();
        Commit();
        using var after = new ClosedRuns(_database).Open();
        after.Take();

        var all = ClosedConditionBuilder.Build(Namespace, null, null, [])!;
        Assert.Equal([0L, 1L], new[] { before, after }.Select(moment => moment.Count(all, null)[0].Count));
    }

    /// <summary>It closes after the list has read what is in memory, and before it reads what is on disk.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("RunId != ''")]
    public void Run_ThatClosesWithinAList_IsThereOnce(string query)
    {
        VisibilityStore? store = null;
        store = new VisibilityStore(Registry(), new Interrupted(new ClosedRuns(_database), () =>
        {
            if (_row is null)
            {
                store!.NoteClosing(Namespace, "run-w");
                Commit();
                store.NoteWritten("run-w", ClosedRuns.KindOf(_row!.Group));
                store.Upsert(_closed);
            }
        }));
        store.Upsert(_open);

        if (query.Length == 0)
        {
            Assert.Equal([WorkflowExecutionStatus.Running], store.List(Namespace, query, 10, ByteString.Empty).Records.Select(record => record.Status));
        }
        else
        {
            Assert.Equal([new VisibilityGroup("Running", 1)], store.Count(Namespace, $"{query} GROUP BY ExecutionStatus").Groups);
        }

        Assert.Equal([WorkflowExecutionStatus.Completed], store.List(Namespace, query, 10, ByteString.Empty).Records.Select(record => record.Status));
    }

    /// <summary>Closed runs, where something happens just before they are read.</summary>
    private sealed class Interrupted(IClosedRuns inner, Action before) : IClosedRuns
    {
        public IEnumerable<(ClosedKind Kind, long Count)> Count() => inner.Count();

        public IClosedMoment Open() => new Moment(inner.Open(), before);

        private sealed class Moment(IClosedMoment inner, Action before) : IClosedMoment
        {
            public void Take() => inner.Take();

            public IEnumerable<VisibilityRecord> List(ClosedCondition condition, int? most)
            {
                before();
                return inner.List(condition, most);
            }

            public IReadOnlyList<(object? Value, long Count)> Count(ClosedCondition condition, string? column)
            {
                before();
                return inner.Count(condition, column);
            }

            public void Dispose() => inner.Dispose();
        }
    }

    private void Commit()
    {
        var info = new WorkflowExecutionInfo
        {
            Execution = new() { WorkflowId = "w", RunId = "run-w" },
            RootExecution = new() { WorkflowId = "w", RunId = "run-w" },
            FirstRunId = "run-w",
            Type = new() { Name = "A" },
            TaskQueue = "queue",
            Status = WorkflowExecutionStatus.Completed,
            StartTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_closed.StartTime),
            ExecutionTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_closed.ExecutionTime),
            CloseTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_closed.CloseTime!.Value),
            SearchAttributes = new(),
        };
        var batch = new WriteBatch();
        batch.NewRuns.Add(new RunRow(1, Namespace, "w", "run-w", "", null));
        batch.Closed.Add(new ClosedSummary(info.ToByteArray(), _row = ClosedRows.Of(1, Namespace, info)));
        _database.Write([batch]);
    }

    private void NoteWritten() => _store.NoteWritten(_row!.RunId, ClosedRuns.KindOf(_row.Group));

    private void AssertShown(string status, int inMemory)
    {
        // By the counts that are kept, by SQL, and as a list.
        foreach (var query in new[] { "GROUP BY ExecutionStatus", "RunId != '' GROUP BY ExecutionStatus" })
        {
            Assert.Equal(status.Length == 0 ? [] : [new VisibilityGroup(status, 1)], _store.Count(Namespace, query).Groups);
        }

        Assert.Equal(status.Length == 0 ? [] : [status], _store.List(Namespace, "", 10, ByteString.Empty).Records.Select(record => record.Status.ToString()));
        Assert.Equal(inMemory, _store.InMemory);
    }
}
