using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Snapshots;

public sealed class SnapshotSplitterTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    /// <summary>Rows of one time stay together, and with those that are later.</summary>
    [Fact]
    public async Task Split_ByTime_PutsAllRowsOfTheTimeAtTheCutIntoTheTest()
    {
        var file = _sandbox.Write("rows.csv", "day,y\n1,1\n4,2\n2,3\n3,4\n1,5\n5,6\n4,7\n3,8\n2,9\n4,10\n");
        var snapshot = (await _sandbox.ReadAsync(file)).Snapshot;
        using var session = DuckDbSession.Open(_sandbox.Home);
        var splitter = new SnapshotSplitter(session, _sandbox.Artifacts.PlaceOf(snapshot.File), snapshot.Columns);

        // Of 10 rows the last 2 begin at one of three of day 4.
        var parts = await splitter.AssignAsync(new SplitSpec { By = SplitKind.Time, Test = 0.2 }, "y", "day", TestContext.Current.CancellationToken);

        Assert.Equal("-T---TT--T", string.Concat(parts.Select(part => part == SnapshotPart.Test ? 'T' : '-')));
    }
}
