using System.Net;
using Mdlc.Activities.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Snapshots.Validation;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog;
using Mdlc.Workflows.Data;
using Temporalio.Testing;

namespace Mdlc.Unit.Tests.Activities.Data;

/// <summary>What the fetch stage tells the stages after it.</summary>
public sealed class FetchTests : IDisposable
{
    private const string Rows = "a title\na;b\n1;2\n3;4\n";

    private readonly DataSandbox _sandbox = new();

    private static ModelSpec Spec => new() { Model = "m", Task = ModelTask.Regression, Label = "b", Source = Source("") };

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Fetch_WithATestFileOfItsOwn_TellsWhatWasGuessedOfBoth()
    {
        var spec = Spec with
        {
            Source = Source(_sandbox.Write("train.csv", Rows)),
            Split = new() { By = SplitKind.File, File = Source(_sandbox.Write("test.csv", Rows)) },
        };

        var fetched = await FetchAsync(spec, RunTrigger.Manual);

        foreach (var file in new[] { "train.csv", "test.csv" })
        {
            Assert.Contains(fetched.Notes, note => note.Contains(file, StringComparison.Ordinal));
        }
    }

    /// <summary>None of its cells alone says which number is the month, or what a comma is.</summary>
    [Fact]
    public async Task Fetch_TestFileWithNotationsOfTheTraining_IsReadInThem()
    {
        var spec = Spec with
        {
            Source = Plain(_sandbox.Write("train.csv", "day;a;b\n1/13/2011;1,5;1\n12/31/2011;2,25;2\n2/1/2011;n/a;3\n")) with { NullValues = ["n/a"] },
            Split = new() { By = SplitKind.File, File = Plain(_sandbox.Write("test.csv", "day;a;b\n2/1/2011;1,125;4\n3/4/2011;n/a;5\n")) },
        };

        var fetched = await FetchAsync(spec, RunTrigger.Manual);

        Assert.Equal(0, fetched.Rejected);
        Assert.Equal(
            [("2011-02-01", "1.125"), ("2011-03-04", "")],
            await RowsAsync(fetched.TestSnapshot!));
    }

    [Fact]
    public async Task Fetch_TestFileWithNotationsOfItsOwn_IsReadInThose()
    {
        var spec = Spec with
        {
            Source = Plain(_sandbox.Write("train.csv", "day;a;b\n1/13/2011;1,5;1\n12/31/2011;2,25;2\n")),
            Split = new()
            {
                By = SplitKind.File,
                File = Plain(_sandbox.Write("test.csv", "day;a;b\n2/1/2011;1.125;4\n")) with { Decimal = ".", Formats = new Dictionary<string, string> { ["day"] = "d/M/yyyy" } },
            },
        };

        var fetched = await FetchAsync(spec, RunTrigger.Manual);

        Assert.Equal([("2011-01-02", "1.125")], await RowsAsync(fetched.TestSnapshot!));
    }

    /// <summary>The copy that it was read from is gone by then.</summary>
    [Fact]
    public async Task Fetch_OfAnArrivalOverHttp_KeepsItsAddress_AndHowItWasRead()
    {
        var fetched = await FetchAsync(Spec with { Source = Source("https://lake.example/day/a.csv") }, RunTrigger.DataArrived);

        Assert.Equal(("https://lake.example/day/a.csv", ";"), (fetched.Source.Path, fetched.Source.Delimiter));
        Assert.Equal(2, fetched.Snapshot.Rows);
        Assert.Empty(Directory.GetDirectories(_sandbox.Home.Scratch, "arrived-*"));
    }

    private static SourceSpec Source(string path) => new() { Path = path, SkipLines = 1, Rules = ReadingRules.Current };

    private static SourceSpec Plain(string path) => new() { Path = path, Rules = ReadingRules.Current };

    private async Task<List<(string Day, string A)>> RowsAsync(SnapshotRef snapshot)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        using var file = await _sandbox.Artifacts.OpenAsync(snapshot.File);
        return [.. session.Rows(
            $"SELECT strftime(day, '%Y-%m-%d'), coalesce(a::VARCHAR, '') FROM {SnapshotWriter.Relation(file.Path)}",
            row => (row.GetString(0), row.GetString(1)),
            default)];
    }

    private async Task<FetchResult> FetchAsync(ModelSpec spec, RunTrigger trigger)
    {
        using var arrived = new ArrivedObjects(_sandbox.Home, new Lake());
        var data = new DataActivities(
            _sandbox.Home, _sandbox.Reader, new SnapshotValidator(_sandbox.Home, _sandbox.Artifacts, _sandbox.Writer), _sandbox.Artifacts, arrived, TimeProvider.System);
        return await new ActivityEnvironment().RunAsync(() => data.FetchAsync(new(new("p", "m", 1), spec, trigger)));
    }

    private sealed class Lake : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Rows) });
    }
}
