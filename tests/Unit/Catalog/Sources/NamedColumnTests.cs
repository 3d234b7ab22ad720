using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Columns that a source speaks of.</summary>
public sealed class NamedColumnTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData(true, "which is named in source.formats. Did you mean 'price'?")]
    [InlineData(false, "which is named in source.nullValues. Did you mean 'price'?")]
    public async Task Read_ANotationOrNullWordsOfNoColumn_AreAFault(bool isFormat, string message)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(new SourceRequest { Source = Source("prize", isFormat) }));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_RowsForAModel_NeedNotHaveThem(bool isFormat)
    {
        var request = new SourceRequest { Source = Source("label", isFormat), Columns = [new SnapshotColumn("price", ColumnType.Integer)] };

        Assert.Equal(2, (await _sandbox.ReadAsync(request)).Snapshot.Rows);
    }

    public void Dispose() => _sandbox.Dispose();

    private SourceSpec Source(string column, bool isFormat)
    {
        var source = new SourceSpec { Path = _sandbox.Write("named.csv", "price,x\n1,2\n3,4\n"), Rules = ReadingRules.Second, Delimiter = ",", Header = true };
        return isFormat
            ? source with { Formats = new Dictionary<string, string> { [column] = "#,#" } }
            : source with { ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { [column] = ["NA"] } };
    }
}
