using System.Text.Json;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Unit.Tests.Catalog.Predictions;

public sealed class SetAsidePredictionsTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    public void Dispose() => _temporary.Dispose();

    /// <summary>The first half of it is in the file by then.</summary>
    [Fact]
    public async Task Request_ThatCannotBeWrittenToItsEnd_LeavesNothingBehind()
    {
        var aside = new SetAsidePredictions(_temporary.Home, "writer");
        var file = aside.Add("demo", "bikes", 1, Request("before", "red"));

        Assert.Throws<InvalidOperationException>(() => aside.Add("demo", "bikes", 1, Request("broken", new string('x', 200_000), new Unwritable())));
        aside.Add("demo", "bikes", 1, Request("after", "blue"));

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(["before", "after"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("request").GetString()));
    }

    private static LoggedRequest Request(string id, params object[] cells) => new(
        DateTimeOffset.UnixEpoch, id, 1, [.. cells.Select((cell, i) => new LoggedColumn($"c{i}", ColumnType.Text, new[] { cell }))], []);

    private sealed class Unwritable
    {
        public string Value => throw new InvalidOperationException("a value that cannot be had");
    }
}
