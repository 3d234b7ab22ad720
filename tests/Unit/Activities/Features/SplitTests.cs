using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Features;

namespace Mdlc.Unit.Tests.Activities.Features;

public sealed class SplitTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Hash_RowsShuffledAndMoreAdded_KeepsEachRowOnItsSide()
    {
        var lines = StageSandbox.Csv(1500, ModelTask.Regression).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shuffled = lines[1..1001].ToArray();
        new Random(3).Shuffle(shuffled);

        var before = await SidesAsync(string.Join('\n', lines[..1001]));
        var after = await SidesAsync(string.Join('\n', [lines[0], .. shuffled, .. lines[1001..]]));

        Assert.InRange(before.Test.Count, 150, 250);
        Assert.Subset(after.Train, before.Train);
        Assert.Subset(after.Test, before.Test);
    }

    [Fact]
    public async Task Hash_WholeNumbersBecomeFractions_KeepsTheRowsThatDidNotChange()
    {
        var rows = Enumerable.Range(0, 500).Select(i => $"{i},{i % 7}").ToList();

        var before = await SidesAsync("x,label\n" + string.Join('\n', rows));
        var after = await SidesAsync("x,label\n" + string.Join('\n', [.. rows, "0.5,1"]));

        Assert.Equal(before.Test.Count, before.Test.Count(after.Test.Contains));
    }

    [Fact]
    public async Task Hash_ByKey_KeepsRowsOfOneKeyTogether()
    {
        var csv = "who,x,label\n" + string.Join('\n', Enumerable.Range(0, 900).Select(i => $"p{i % 30},{i}.5,{i % 5}"));

        var sides = await SidesAsync(csv, new SplitSpec { Key = ["who"] });

        var people = sides.Test.Select(Who).ToHashSet();
        Assert.NotEmpty(people);
        Assert.Empty(people.Intersect(sides.Train.Select(Who)));
        static string Who(string row) => row.Split('|')[0];
    }

    [Fact]
    public async Task Hash_OtherSeed_GivesOtherSides()
    {
        var csv = StageSandbox.Csv(500, ModelTask.Regression);

        var first = await SidesAsync(csv, new SplitSpec { Seed = 1 });
        var second = await SidesAsync(csv, new SplitSpec { Seed = 2 });

        Assert.False(first.Test.SetEquals(second.Test));
    }

    [Fact]
    public async Task Hash_OfAKnownRow_IsFrozen()
    {
        // The recipe is kept in packages: when this fails, rows move from test to training, and a champion's unseen rows are no longer known.
        // Give the new canonical form a new recipe name instead of changing this number.
        var snapshot = await _sandbox.FetchAsync("b,a,c,label\n1,x,0.5,2\n,y,3,4\n");
        using var session = DuckDbSession.Open(_sandbox.Home);
        var hashes = new List<ulong>();

        await SnapshotRowHash.ForSplit(new SplitSpec { Seed = 7 }, snapshot.Columns)
            .VisitAsync(session, _sandbox.Artifacts.PlaceOf(snapshot.File), (_, hash) => hashes.Add(hash));

        Assert.Equal([2598260219141680842UL, 17255825557283401570UL], hashes);
    }

    [Fact]
    public async Task Time_TestsOnTheLastShare_TiesTogether()
    {
        var csv = "t,x,label\n" + string.Join('\n', Enumerable.Range(0, 100).Reverse().Select(i => $"{i / 3},{i}.5,{i}"));

        var sides = await SidesAsync(csv, new SplitSpec { By = SplitKind.Time }, time: "t");

        Assert.True(sides.Train.Max(Time) < sides.Test.Min(Time));
        Assert.InRange(sides.Test.Count, 18, 24);
        static int Time(string row) => int.Parse(row.Split('|')[0], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Rows_WithoutALabel_AreLeftOutAndTold()
    {
        var csv = "x,label\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{i}.5,{(i % 10 == 0 ? "" : "1.5")}"));

        var (transformed, _) = await TransformAsync(csv, new SplitSpec(), null);

        Assert.Equal(180, transformed.Split.TrainRows + transformed.Split.TestRows);
        Assert.Contains("20 rows without a label left out", transformed.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Split_ThatLeavesNoTestRow_SaysTheNumbers()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => TransformAsync("x,label\n1.5,1\n2.5,2\n", new SplitSpec { Test = 1e-9 }, null));

        Assert.Equal(FaultKind.Data, fault.Kind);
        Assert.Contains("Found 2 training and 0 test rows of 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_TestsOnTheOtherFile()
    {
        var spec = Spec(new SplitSpec { By = SplitKind.File }, null);
        var train = await _sandbox.FetchAsync("x,label\n1.5,1\n2.5,2\n3.5,3\n");
        var test = await _sandbox.FetchAsync("label,x\n9,9.5\n");

        var transformed = await _sandbox.TransformAsync(spec, train, test);

        Assert.Equal((3, 1), (transformed.Split.TrainRows, transformed.Split.TestRows));
        Assert.Equal(["9.5|9"], Read(transformed.Split.Test));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static ModelSpec Spec(SplitSpec split, string? time) => new()
    {
        Model = "m", Task = ModelTask.Regression, Label = "label", Source = new SourceSpec { Path = "" }, Split = split, Time = time,
    };

    private async Task<(HashSet<string> Train, HashSet<string> Test)> SidesAsync(string csv, SplitSpec? split = null, string? time = null)
    {
        var (transformed, _) = await TransformAsync(csv, split ?? new SplitSpec(), time);
        return ([.. Read(transformed.Split.Train)], [.. Read(transformed.Split.Test)]);
    }

    private async Task<(TransformResult Result, SnapshotRef Snapshot)> TransformAsync(string csv, SplitSpec split, string? time)
    {
        var snapshot = await _sandbox.FetchAsync(csv);
        return (await _sandbox.TransformAsync(Spec(split, time), snapshot), snapshot);
    }

    private IReadOnlyList<string> Read(ArtifactRef file)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return session.Rows(
            $"SELECT * FROM {SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(file))}",
            row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i =>
                row.IsDBNull(i) ? "" : Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture))));
    }
}
