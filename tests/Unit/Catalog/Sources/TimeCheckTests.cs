using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

public sealed class TimeCheckTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Read_ATimeThatIsText_EndsWithItsValuesAndWhatToDo()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("day,y\n03 of May,1\n04 of May,2\n04 of May,3\nlater,4\n"));

        Assert.Equal(FaultKind.Data, fault.Kind);
        Assert.Contains("column 'day', the event time (time), was read as text: found '03 of May', '04 of May', 'later'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("source.formats: {day: dd/MM/yyyy}", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("day,y\n2024-05-03,1\n2024-05-04,2\n")]
    [InlineData("day,y\n24/05/2024,1\n25/05/2024,2\n")]
    [InlineData("day,y\n17,1\n18,2\n")]
    [InlineData("day,y\n17.5,1\n18.5,2\n")]
    public async Task Read_ATimeOrNumber_IsTaken(string text) => Assert.Equal(2, (await ReadAsync(text)).Snapshot.Rows);

    [Fact]
    public async Task Read_RowsWithoutTime_EndOnlyWhereEachNeedsOne()
    {
        const string Text = "day,y\n2024-05-03,1\n,2\n2024-05-05,3\n";

        Assert.Equal(3, (await ReadAsync(Text, requiresTimes: false)).Snapshot.Rows);
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(Text));
        Assert.Contains("1 of 3 rows have no value in 'day', by which they are to be split", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NumbersBeyondAnyTime_EndWithASentence()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("day,y\n1700000000000000,1\n9e17,2\n"));

        Assert.Contains("not nanoseconds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ATimeThatIsNotThere_IsToldWithTheNearestName()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("days,y\n1,1\n2,2\n"));

        Assert.Contains("has no column 'day', which is the event time. Did you mean 'days'?", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ByTheFirstRules_AsksNothing() =>
        Assert.Equal(2, (await ReadAsync("day,y\nlater,1\nlast,2\n", rules: ReadingRules.First)).Snapshot.Rows);

    public void Dispose() => _sandbox.Dispose();

    private Task<SourceReading> ReadAsync(string text, bool requiresTimes = true, int rules = ReadingRules.Second) => _sandbox.ReadAsync(new SourceRequest
    {
        Source = new SourceSpec { Path = _sandbox.Write("time.csv", text), Rules = rules, Delimiter = ",", Header = true },
        Label = "y",
        Time = "day",
        RequiresTimes = requiresTimes,
    });
}
