using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class RetentionTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-retention-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;

    public RetentionTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ClosedRun_IsForgottenAfterItsRetention()
    {
        RunAndClose("workflow");
        _loop.Start("open");

        _loop.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(5, _loop.History().Count);
        _loop.Advance(TimeSpan.FromSeconds(1));

        Assert.Throws<ServiceException>(() => _loop.History());
        Assert.Equal(["open"], Listed());
        Restart();
        Assert.Equal(["open"], Listed());
    }

    [Fact]
    public void ShorterRetention_HoldsForWhatIsClosedAlready()
    {
        RunAndClose("workflow");
        _loop.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["workflow"], Listed());

        var ns = _loop.Engine.Services.Namespaces.Get("default").Clone();
        ns.Config.WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(TimeSpan.FromHours(1));
        _ = _loop.Engine.Services.Namespaces.Put(ns);
        _loop.Pump();

        Assert.Empty(Listed());
    }

    [Fact]
    public void ManyAtOnce_AreForgottenInParts()
    {
        for (var i = 0; i < 250; i++)
        {
            RunAndClose($"w{i}");
        }

        _loop.Time.Advance(TimeSpan.FromHours(24));

        Assert.NotNull(_loop.Engine.Retention.Sweep());
        Assert.Equal(250, Listed().Count);
        _loop.Engine.Services.Journal.Flush();
        while (_loop.Engine.Outbox.TryRead(out var row))
        {
            _loop.Engine.Deliveries.Deliver(row);
        }

        _loop.Engine.Services.Journal.Flush();
        Assert.Equal(50, Listed().Count);
        _loop.Pump();
        Assert.Empty(Listed());
    }

    /// <summary>The outbox may take its time: what it is to forget already is not promised again, and keeps nothing else waiting.</summary>
    [Fact]
    public void SweepAfterSweep_PromisesEachRunOnce()
    {
        for (var i = 0; i < 250; i++)
        {
            RunAndClose($"w{i}");
        }

        _loop.Time.Advance(TimeSpan.FromHours(24));
        _loop.Engine.Retention.Sweep();
        _loop.Engine.Services.Journal.Flush();
        _loop.Engine.Retention.Sweep();
        _loop.Engine.Services.Journal.Flush();

        var promised = new List<long>();
        while (_loop.Engine.Outbox.TryRead(out var row))
        {
            promised.Add(row.RunKey);
        }

        Assert.Equal((250, 250), (promised.Count, promised.Distinct().Count()));
    }

    [Fact]
    public void RestartAfterALongRest_FirstTellsTheParent()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child"));
        var task = _loop.PollWorkflow("children")!;
        _loop.Engine.WorkflowTasks.Complete(new() { TaskToken = task.TaskToken, Commands = { Does.CompleteWorkflow() } });
        _loop.Engine.Services.Journal.Flush();
        _loop.Time.Advance(TimeSpan.FromDays(3));

        Restart();

        Assert.Contains(EventType.ChildWorkflowExecutionCompleted, _loop.Types());
        Assert.Equal(["workflow"], Listed());
    }

    [Fact]
    public void ForgottenId_StartsAgainAsNew()
    {
        RunAndClose("workflow");
        _loop.Advance(TimeSpan.FromDays(2));

        _loop.Start(configure: r => r.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate);

        Assert.Equal(WorkflowExecutionStatus.Running, _loop.State().Status);
    }

    [Fact]
    public void Newest_IsForgotten_OlderOnesOfItsIdAreFoundStill()
    {
        var first = RunAndClose("workflow");
        var second = RunAndClose("workflow");
        var third = RunAndClose("workflow");

        Delete(second);
        Assert.Equal(third, _loop.State().RunId);
        Delete(third);

        Assert.Equal(first, _loop.State().RunId);
    }

    [Fact]
    public void SpaceOfTheForgotten_IsUsedAgain()
    {
        Fill();
        var size = PageCount();
        for (var day = 0; day < 3; day++)
        {
            _loop.Advance(TimeSpan.FromDays(2));
            Fill();
        }

        Assert.InRange(PageCount(), 1, size * 5 / 4);
    }

    private void Fill()
    {
        for (var i = 0; i < 40; i++)
        {
            RunAndClose($"w{i}", new string('x', 10_000));
        }
    }

    private long PageCount()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }

    private string RunAndClose(string id, string input = "")
    {
        var runId = _loop.Start(id, r => r.Input = PayloadValues.TextPayloads(input));
        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        return runId;
    }

    private void Delete(string runId)
    {
        _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow", RunId = runId } });
        _loop.Pump();
    }

    private List<string> Listed() =>
        [.. _loop.Visibility.List("default", "", 1000, ByteString.Empty).Records.Select(record => record.WorkflowId)];

    private void Restart()
    {
        var time = _loop.Time;
        _loop.Dispose();
        _loop = new EngineLoop(_file, time, epoch: 2, seed: 2);
    }
}
