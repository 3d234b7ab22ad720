using System.Text;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>The shares at which a column is of numbers, of text, or a question for a person: the very shares belong to the side that is told.</summary>
public sealed class TypingBorderTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(ReadingRules.First, 79, ColumnType.Text, 0)]
    [InlineData(ReadingRules.First, 95, ColumnType.Integer, 5)]
    [InlineData(ReadingRules.Second, 79, ColumnType.Text, 0)]
    public async Task Column_ClearlyOfOneKind_IsThat(int rules, int numbers, ColumnType type, int rejected)
    {
        var reading = await ReadAsync(rules, numbers);

        Assert.Equal((type, rejected), (reading.Snapshot.Columns[0].Type, reading.Rejected));
    }

    [Theory]
    [InlineData(ReadingRules.First, 80)]
    [InlineData(ReadingRules.First, 94)]
    public async Task Column_OfWhichNobodyCanTell_IsAFaultWithTheShare(int rules, int numbers)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(rules, numbers));

        Assert.Contains($"{numbers} of 100 values", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>By the first rules such a row is rejected, by the second it is kept without a label; by neither is it a number.</summary>
    [Theory]
    [InlineData(ReadingRules.First, 1, "1|1.5;3|2.5")]
    [InlineData(ReadingRules.Second, 0, "1|1.5;2|∅;3|2.5")]
    public async Task Label_ThatIsNotANumber_IsNoLabel(int rules, int rejected, string rows)
    {
        var file = _sandbox.Write("rows.csv", "x,y\n1,1.5\n2,nan\n3,2.5\n");

        var reading = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = new SourceSpec { Path = file, Rules = rules }, Label = "y", Task = ModelTask.Regression, MaxRejectedShare = 0.5,
        });

        Assert.Equal(rejected, reading.Rejected);
        Assert.Equal(rows, string.Join(';', _sandbox.RowsOf(reading.Snapshot.File)));
    }

    private Task<SourceReading> ReadAsync(int rules, int numbers)
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append(i < numbers ? $"{100 + i},x\n" : $"w{(char)('a' + (i % 26))},x\n");
        }

        return _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = _sandbox.Write("rows.csv", text.ToString()), Rules = rules }, MaxRejectedShare = 0.05 });
    }
}
