using System.Collections;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;

namespace Mdlc.Unit.Tests.Catalog.Snapshots;

public sealed class RescaledColumnTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("BIGINT", ColumnType.Integer)]
    [InlineData("DOUBLE", ColumnType.Number)]
    public async Task Load_Rescaled_ShiftsBeforeItRounds(string type, ColumnType column)
    {
        var rescaling = new Rescaling(1_700_000_000, 0.5);

        var values = await LoadAsync($"VALUES (1700000001::{type}), (NULL), (1700000099), (5)", column, rescaling);

        Assert.Equal([0.5f, float.NaN, 49.5f, (float)((5.0 - 1_700_000_000) / 2)], values);
    }

    [Fact]
    public async Task Load_WholeNumbersBeyondDoublePrecision_AreShiftedExactly()
    {
        var values = await LoadAsync(
            "VALUES (1700000000123456789), (1700000000123456790), ('-9223372036854775808'::BIGINT)", ColumnType.Integer, new Rescaling(1_700_000_000_123_456_768));

        Assert.Equal([21f, 22f, -10_923_372_036_978_232_576f], values);
    }

    [Fact]
    public async Task Load_NotRescaled_IsAsItWas()
    {
        var values = await LoadAsync(
            "VALUES (0.1::DOUBLE), (NULL), (1700000038.25), (1e300), (-1e39), ('inf'::DOUBLE), ('nan'::DOUBLE), (1e-50), (3)", ColumnType.Number, Rescaling.None);

        Assert.Equal([0.1f, float.NaN, 1.7e9f, float.NaN, float.NaN, float.NaN, float.NaN, 0f, 3f], values);
    }

    [Theory]
    [InlineData("BIGINT", ColumnType.Integer)]
    [InlineData("DOUBLE", ColumnType.Number)]
    public async Task Load_SomeRows_LoadsThose(string type, ColumnType column)
    {
        var keep = new BitArray([false, true, true, false]);

        var values = await LoadAsync($"VALUES (1700000001::{type}), (1700000002), (NULL), (1700000004)", column, new Rescaling(1_700_000_000), keep);

        Assert.Equal([2f, float.NaN], values);
    }

    public void Dispose() => _sandbox.Dispose();

    private async Task<float[]> LoadAsync(string rows, ColumnType type, Rescaling rescaling, BitArray? keep = null)
    {
        var parquet = _sandbox.PathOf("rows.parquet");
        using var session = DuckDbSession.Open(_sandbox.Home);
        session.Execute($"COPY (SELECT v AS x FROM ({rows}) AS t(v)) TO {Sql.Text(parquet)} (FORMAT parquet)");
        var column = new SnapshotDataViewColumn("x", type, ColumnarDataViewKind.Single) { Rescaling = rescaling };
        var view = await SnapshotDataView.LoadAsync(session, parquet, [column], keep, TestContext.Current.CancellationToken);
        return (float[])view["x"].Values;
    }
}
