using Mdlc.Activities.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog;

namespace Mdlc.Unit.Tests.Activities.Data;

public sealed class FetchedCheckTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("yes", "no", "yes")]
    [InlineData("1", "0", null)]
    [InlineData("1", "0", "1")]
    [InlineData("1.5", "0.5", "1.50")]
    [InlineData("true", "false", null)]
    [InlineData("true", "false", "TRUE")]
    public Task Positive_ThatOccurs_IsTaken(string one, string other, string? positive) => RequireAsync(one, other, positive);

    [Theory]
    [InlineData("yes", "no", "yse")]
    [InlineData("yes", "no", null)]
    [InlineData("2", "0", null)]
    [InlineData("1", "0", "2")]
    public async Task Positive_ThatNeverOccurs_IsAFaultOfTheSpec(string one, string other, string? positive)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => RequireAsync(one, other, positive));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("set 'positive'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slice_ThatIsNoColumn_IsAFaultThatNamesTheNearest()
    {
        await RequireAsync("yes", "no", "yes", "city");
        var fault = await Assert.ThrowsAsync<FaultException>(() => RequireAsync("yes", "no", "yes", "city", "ctiy"));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("'ctiy', which the data do not have. Did you mean city? Expected one of city, y", fault.Message, StringComparison.Ordinal);
    }

    private async Task RequireAsync(string one, string other, string? positive, params string[] slices)
    {
        var file = _sandbox.Write("rows.csv", $"city,y\na,{one}\nb,{other}\nc,{one}\nd,{other}\n");
        var snapshot = (await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = file }, Label = "y" })).Snapshot;
        var spec = new ModelSpec { Model = "m", Task = ModelTask.Binary, Label = "y", Positive = positive, Source = new() { Path = file }, Evaluate = new() { Slices = slices } };
        FetchedCheck.RequireSlices(snapshot.Columns, spec);
        using var session = DuckDbSession.Open(_sandbox.Home);
        await FetchedCheck.RequirePositiveAsync(session, _sandbox.Artifacts.PlaceOf(snapshot.File), snapshot.Columns, spec, TestContext.Current.CancellationToken);
    }
}
