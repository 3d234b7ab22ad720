using System.Diagnostics;
using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility;
using Temporalio.Api.Enums.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

public sealed class VisibilityStoreTests
{
    private readonly VisibilityStore _store = new(Registry());

    [Fact]
    public void List_InTheDefaultOrder_PutsOpenFirstThenLatestClosedThenLatestStarted()
    {
        _store.Upsert(Open("early", start: Noon));
        _store.Upsert(Open("late", start: Noon.AddHours(1)));
        _store.Upsert(Open("closed-late", start: Noon.AddMinutes(-9)).Closed(WorkflowExecutionStatus.Completed, TimeSpan.FromMinutes(9)));
        _store.Upsert(Open("closed-early", start: Noon.AddMinutes(-9)).Closed(WorkflowExecutionStatus.Failed, TimeSpan.FromMinutes(1)));
        _store.Upsert(Open("twin", start: Noon));

        Assert.Equal(["late", "early", "twin", "closed-late", "closed-early"], Ids(""));
    }

    [Fact]
    public void Upsert_OfAKnownRun_ReplacesItEverywhere()
    {
        var record = Open("w", attributes: ("Kw", "before"));
        _store.Upsert(record);
        _store.Upsert(record.Closed(WorkflowExecutionStatus.Completed, TimeSpan.FromSeconds(1)) with
        {
            SearchAttributes = new Dictionary<string, Temporalio.Api.Common.V1.Payload> { ["Kw"] = Json("after") },
        });

        Assert.Equal(["w"], Ids(""));
        Assert.Empty(Ids("ExecutionStatus = 'Running'"));
        Assert.Empty(Ids("Kw = 'before'"));
        Assert.Equal(["w"], Ids("Kw = 'after' AND ExecutionStatus = 'Completed'"));
    }

    [Fact]
    public void Delete_OfARun_HidesIt()
    {
        _store.Upsert(Open("w"));
        _store.Delete(Namespace, "run-w");
        _store.Delete(Namespace, "run-w");

        Assert.Empty(Ids(""));
        Assert.Empty(Ids("WorkflowId = 'w'"));
    }

    [Fact]
    public void List_OfAnotherNamespace_IsEmpty()
    {
        _store.Upsert(Open("w"));
        Assert.Empty(_store.List("other", "", 10, ByteString.Empty).Records);
    }

    [Fact]
    public void List_PageByPage_GivesEachRunOnceWhileOthersComeAndGo()
    {
        for (var i = 0; i < 25; i++)
        {
            _store.Upsert(Open($"w{i:00}", start: Noon.AddSeconds(i / 2)));
        }

        var seen = new List<string>();
        var token = ByteString.Empty;
        do
        {
            var page = _store.List(Namespace, "WorkflowType = 'A'", 10, token);
            seen.AddRange(page.Records.Select(r => r.WorkflowId));
            token = page.NextPageToken;

            // The last row of the page vanishes and a newer run starts: neither disturbs the pages that follow.
            _store.Delete(Namespace, page.Records[^1].RunId);
            _store.Upsert(Open($"new{seen.Count}", start: Noon.AddDays(1)));
        }
        while (!token.IsEmpty);

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    [Fact]
    public void List_WithATokenOfSomethingElse_IsRefused() =>
        Assert.Throws<InvalidVisibilityRequestException>(() => _store.List(Namespace, "", 10, ByteString.CopyFromUtf8("nonsense")));

    [Fact]
    public void Count_ByStatus_GivesTheGroupsInOrderOfStatus()
    {
        _store.Upsert(Open("f").Closed(WorkflowExecutionStatus.Failed, TimeSpan.FromSeconds(1)));
        _store.Upsert(Open("r1"));
        _store.Upsert(Open("r2"));
        _store.Upsert(Open("b", "B"));

        var count = _store.Count(Namespace, "WorkflowType = 'A' GROUP BY ExecutionStatus");

        Assert.Equal(3, count.Count);
        Assert.Equal([new VisibilityGroup("Running", 2), new VisibilityGroup("Failed", 1)], count.Groups);
    }

    [Fact]
    public void List_AfterAnAttributeChangedItsType_TakesTheOldValueAsUnset()
    {
        var registry = Registry();
        var store = new VisibilityStore(registry);
        store.Upsert(Open("w", attributes: ("Kw", "text")));
        Assert.Equal(1, store.Count(Namespace, "Kw = 'text'").Count);

        registry.Remove(Namespace, ["Kw"]);
        Assert.Throws<InvalidVisibilityRequestException>(() => store.Count(Namespace, "Kw = 'text'"));

        registry.Add(Namespace, [KeyValuePair.Create("Kw", IndexedValueType.Int)]);
        Assert.Equal(1, store.Count(Namespace, "Kw IS NULL").Count);
    }

    [Fact]
    public void List_OfAHundredThousandRuns_StaysFast()
    {
        for (var i = 0; i < 100_000; i++)
        {
            var record = Open($"w{i}", i % 10 == 0 ? "Rare" : "Often", Noon.AddSeconds(i), ("Kw", $"k{i % 100}"));
            _store.Upsert(i % 100 == 0 ? record : record.Closed((WorkflowExecutionStatus)(2 + (i % 3)), TimeSpan.FromSeconds(i % 60)));
        }

        string[] queries = ["", "WorkflowId = 'w77777'", "ExecutionStatus = 'Running'", "WorkflowType = 'Rare'", "ExecutionStatus = 'Failed' AND WorkflowType = 'Rare'", "Kw = 'k5'"];
        foreach (var query in queries)
        {
            _store.List(Namespace, query, 100, ByteString.Empty);
            var watch = Stopwatch.StartNew();
            var page = _store.List(Namespace, query, 100, ByteString.Empty);

            // Generous: a loaded machine takes a few milliseconds; a full scan of decoded JSON would take hundreds.
            Assert.True(watch.Elapsed < TimeSpan.FromMilliseconds(250), $"'{query}' took {watch.Elapsed.TotalMilliseconds} ms");
            Assert.NotEmpty(page.Records);
        }

        Assert.Equal(100_000, _store.Count(Namespace, "GROUP BY ExecutionStatus").Groups.Sum(group => group.Count));
    }

    private string[] Ids(string query) => [.. _store.List(Namespace, query, 100, ByteString.Empty).Records.Select(r => r.WorkflowId)];
}
