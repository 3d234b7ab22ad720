using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

/// <summary>Closed runs are found by SQL, open ones by predicates: the same runs, asked in both ways, answer the same.</summary>
public sealed class ClosedQueryTests : IDisposable
{
    private const int Runs = 60;

    private static readonly object?[] Values =
    [
        "alpha", "beta", "Alpha", "", "quick brown", "Brown-fox QUICK", "ä\u0301 Ünï", "\U0001F600", "\uFFFD", "a\0b", "2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "12",
        0, 1, -5, 7.5, 7.0, 9007199254740993, 9007199254740992.0, true, false, null, new[] { "alpha" }, new[] { "alpha", "beta" }, new[] { "x", null }, Array.Empty<string>(), new[] { 7 },
    ];

    private static readonly string[] Names = ["Kw", "Num", "Dbl", "Flag", "At", "Words", "Tags", "Custom-Field", "TemporalNamespaceDivision", "BuildIds"];

    private static readonly string[] Keywords = ["Kw", "`Custom-Field`", "WorkflowId", "RunId", "WorkflowType", "TaskQueue", "ParentWorkflowId", "ParentRunId", "RootWorkflowId", "RootRunId", "TemporalNamespaceDivision"];
    private static readonly string[] Numbers = ["Num", "Dbl", "HistoryLength", "HistorySizeBytes", "StateTransitionCount", "ExecutionDuration"];
    private static readonly string[] Times = ["At", "StartTime", "ExecutionTime", "CloseTime"];

    private static readonly string[] Texts =
        ["alpha", "beta", "Alpha", "", "w1", "w12", "A", "run-w3", "quick", "brown fox", "\U0001F600", "\uFFFD", "ä", "a\\0b", "queue", "12"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-closed-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(1, false, 5)]
    [InlineData(2, false, 1000)]
    [InlineData(3, true, 1)]
    public void AnyQuery_AnswersOfClosedRunsAsOfThoseInMemory(int seed, bool file, int largeSet)
    {
        var random = new Random(seed);
        using var database = EngineDatabase.Open(file ? _file : null, Durability.Relaxed);
        var (inMemory, inDatabase) = Stores(database, random, largeSet);

        var found = 0;
        for (var i = 0; i < 150; i++)
        {
            var query = Condition(random, 3);
            var expected = Pages(inMemory, query, 7);
            Assert.True(expected.SequenceEqual(Pages(inDatabase, query, 7)), $"seed {seed}: {query}");
            foreach (var counted in new[] { query, $"{query} GROUP BY ExecutionStatus", $"{query} GROUP BY TemporalNamespaceDivision" })
            {
                var (one, other) = (inMemory.Count(Namespace, counted), inDatabase.Count(Namespace, counted));
                Assert.True(one.Count == other.Count && one.Groups.SequenceEqual(other.Groups), $"seed {seed}: {counted}");
            }

            found += expected.Count > 0 && expected.Count < Runs ? 1 : 0;
        }

        Assert.InRange(found, 40, 150);
    }

    /// <summary>SQLite takes neither so many parameters nor so deep an expression at once.</summary>
    [Fact]
    public void QueryBeyondWhatSqliteTakes_IsAnsweredAllTheSame()
    {
        using var database = EngineDatabase.Open(null, Durability.Relaxed);
        var (inMemory, inDatabase) = Stores(database, new Random(1), 1000);
        var many = $"WorkflowId IN ({string.Join(", ", Enumerable.Range(5, 40_000).Select(i => $"'w{i}'"))})";
        var deep = string.Concat(Enumerable.Repeat("NOT (WorkflowId = 'w1' AND (", 60)) + "Num = 1" + string.Concat(Enumerable.Repeat("))", 60));
        var wide = string.Join(" OR ", Enumerable.Range(5, 5000).Select(i => $"WorkflowId = 'w{i}'"));

        foreach (var query in new[] { many, deep, wide })
        {
            Assert.Equal(Pages(inMemory, query, 50), Pages(inDatabase, query, 50));
            Assert.Equal(inMemory.Count(Namespace, query).Count, inDatabase.Count(Namespace, query).Count);
        }

        Assert.NotEmpty(Pages(inDatabase, many, 50));
    }

    [Fact]
    public void AttributeOfAnotherTypeThanBefore_IsReadAsThat()
    {
        using var database = EngineDatabase.Open(null, Durability.Relaxed);
        var registry = Registry();
        var store = new VisibilityStore(registry, new ClosedRuns(database));
        Put(database, 1, Open("w", attributes: ("Kw", 7)).Closed(WorkflowExecutionStatus.Completed, TimeSpan.FromSeconds(1)));

        Assert.Equal(1, store.Count(Namespace, "Kw IS NULL AND RunId != ''").Count);
        registry.Remove(Namespace, ["Kw"]);
        registry.Add(Namespace, [new("Kw", IndexedValueType.Int)]);

        Assert.Equal(1, store.Count(Namespace, "Kw = 7 AND RunId != ''").Count);
    }

    private static (VisibilityStore InMemory, VisibilityStore InDatabase) Stores(EngineDatabase database, Random random, int largeSet)
    {
        var registry = Registry();
        var inMemory = new VisibilityStore(registry);
        for (var i = 0; i < Runs; i++)
        {
            var record = Record(random, i);
            inMemory.Upsert(record);
            Put(database, i + 1, record);
        }

        var inDatabase = new VisibilityStore(registry, new ClosedRuns(database, largeSet));
        inDatabase.CountClosed();
        return (inMemory, inDatabase);
    }

    private static void Put(EngineDatabase database, long key, VisibilityRecord record)
    {
        var info = Info(record);
        var batch = new WriteBatch();
        batch.NewRuns.Add(new RunRow(key, Namespace, record.WorkflowId, record.RunId, "", null));
        batch.Closed.Add(new ClosedSummary(info.ToByteArray(), ClosedRows.Of(key, Namespace, info)));
        database.Write([batch]);
    }

    private static VisibilityRecord Record(Random random, int i)
    {
        var attributes = Names.Where(_ => random.Next(3) == 0).Where(name => name != "TemporalNamespaceDivision" || random.Next(3) == 0).Select(name => (name, Values[random.Next(Values.Length)])).ToArray();

        // Many of one second: what orders them then is the run's id.
        var record = Open($"w{i}", random.Next(2) == 0 ? "A" : "B", Noon.AddSeconds(random.Next(4)), attributes)
            .Closed((WorkflowExecutionStatus)random.Next(2, 8), TimeSpan.FromSeconds(random.Next(4)));
        record = record with { HistoryLength = random.Next(1, 10), HistorySizeBytes = random.Next(400, 600), ExecutionTime = record.StartTime.AddSeconds(random.Next(3)), RunId = $"run-w{random.Next(100)}-{i}" };
        return random.Next(3) > 0
            ? record with { RootRunId = record.RunId, RootWorkflowId = record.WorkflowId }
            : record with { ParentWorkflowId = "w1", ParentRunId = "run-w1", RootWorkflowId = "w0", RootRunId = "run-w0" };
    }

    private static WorkflowExecutionInfo Info(VisibilityRecord record) => new()
    {
        Execution = new WorkflowExecution { WorkflowId = record.WorkflowId, RunId = record.RunId },
        Type = new WorkflowType { Name = record.WorkflowType },
        TaskQueue = record.TaskQueue,
        Status = record.Status,
        StartTime = record.StartTime.ToTimestamp(),
        ExecutionTime = record.ExecutionTime.ToTimestamp(),
        CloseTime = record.CloseTime!.Value.ToTimestamp(),
        HistoryLength = record.HistoryLength,
        HistorySizeBytes = record.HistorySizeBytes,
        StateTransitionCount = record.StateTransitionCount,
        ParentExecution = record.ParentWorkflowId is null ? null : new WorkflowExecution { WorkflowId = record.ParentWorkflowId, RunId = record.ParentRunId },
        RootExecution = new WorkflowExecution { WorkflowId = record.RootWorkflowId, RunId = record.RootRunId },
        FirstRunId = record.RunId,
        SearchAttributes = new SearchAttributes { IndexedFields = { record.SearchAttributes.ToDictionary() } },
    };

    private static List<string> Pages(VisibilityStore store, string query, int size)
    {
        var (runs, token) = (new List<string>(), ByteString.Empty);
        do
        {
            var page = store.List(Namespace, query, size, token);
            runs.AddRange(page.Records.Select(record => record.RunId));
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);

        return runs;
    }

    private static string Condition(Random random, int depth) => (depth == 0 ? 0 : random.Next(5)) switch
    {
        1 => $"({Condition(random, depth - 1)} AND {Condition(random, depth - 1)})",
        2 => $"({Condition(random, depth - 1)} OR {Condition(random, depth - 1)})",
        3 => $"NOT ({Condition(random, depth - 1)})",
        _ => Leaf(random),
    };

    private static string Leaf(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                return Compared(random, Pick(random, Keywords), Text, ["=", "!=", "<", ">", "<=", ">="]);
            case 1:
                return $"{Pick(random, Keywords)} {Pick(random, ["STARTS_WITH", "NOT STARTS_WITH"])} {Text(random)}";
            case 2:
                return Compared(random, Pick(random, Numbers), Number, ["=", "!=", "<", ">", "<=", ">="]);
            case 3:
                return Compared(random, Pick(random, Times), Time, ["=", "!=", "<", ">", "<=", ">="]);
            case 4:
                return Compared(random, "ExecutionStatus", Status, ["=", "!="]);
            case 5:
                return random.Next(2) == 0
                    ? $"Flag {Pick(random, ["=", "!="])} {Pick(random, ["true", "false"])}"
                    : $"Words {Pick(random, ["=", "!="])} {Pick(random, ["'quick'", "'brown-fox'", "'brown quick'", "'ä'", "'nothing'", "'alpha'", "'a\\0b'", "'B'"])}";
            case 6:
                return random.Next(2) == 0
                    ? $"{Pick(random, ["Tags", "BuildIds"])} {Pick(random, ["=", "!="])} {Text(random)}"
                    : $"{Pick(random, ["Tags", "BuildIds"])} {Pick(random, ["IN", "NOT IN"])} ({Text(random)}, {Text(random)})";
            default:
                return $"{Pick(random, [.. Keywords, .. Numbers, .. Times, "Tags", "Words", "Flag"])} {Pick(random, ["IS NULL", "IS NOT NULL"])}";
        }
    }

    private static string Compared(Random random, string name, Func<Random, string> value, string[] operators) => random.Next(4) switch
    {
        0 => $"{name} {Pick(random, ["IN", "NOT IN"])} ({value(random)}, {value(random)}, {value(random)})",
        1 when name != "ExecutionStatus" => $"{name} {Pick(random, ["BETWEEN", "NOT BETWEEN"])} {value(random)} AND {value(random)}",
        _ => $"{name} {Pick(random, operators)} {value(random)}",
    };

    private static string Text(Random random) => $"'{Pick(random, Texts)}'";

    private static string Number(Random random) => Pick(random, ["0", "1", "5", "-5", "500", "1000000000", "2000000000", "9007199254740993", "9007199254740992"]);

    private static string Time(Random random) => $"'{Noon.AddSeconds(random.Next(-1, 6)).ToString("O", CultureInfo.InvariantCulture)}'";

    private static string Status(Random random) => Pick(random, ["'Completed'", "'Failed'", "'Canceled'", "'Running'", "'Terminated'", "'ContinuedAsNew'", "'TimedOut'"]);

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
