using Mdlc.Serving.Settings;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>What one request may ask for, whatever it says.</summary>
public sealed class RequestLimitsTests : IAsyncDisposable
{
    /// <summary>Of the small model: five inputs, three outputs.</summary>
    private const int Columns = 8;

    private readonly ServedHome _home = new();

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Theory]
    [InlineData(3, long.MaxValue)]
    [InlineData(100, 3 * Columns)]
    public async Task Infer_OfMoreRowsThanTheModelMayBeAsked_IsRefused(int rows, long cells)
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync(options => options with { Limits = new RequestLimits { Rows = rows, Cells = cells } });

        await _home.InferOkAsync(Of(3));
        using var refused = await _home.InferAsync(Of(4));

        Assert.Equal(413, (int)refused.StatusCode);
        Assert.Contains("more than 3 rows", await refused.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    private static object Of(int rows)
    {
        object?[] Column(object? value) => [.. Enumerable.Repeat(value, rows)];
        return new
        {
            inputs = new[]
            {
                ServedHome.Tensor("amount", "FP64", Column(12.5)),
                ServedHome.Tensor("colour", "BYTES", Column("red")),
                ServedHome.Tensor("hour", "INT64", Column(7)),
                ServedHome.Tensor("at", "BYTES", Column("2026-01-31T08:00:00Z")),
                ServedHome.Tensor("member", "BOOL", Column(true)),
            },
        };
    }
}
