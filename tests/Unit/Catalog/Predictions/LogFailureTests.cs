using DuckDB.NET.Data;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Predictions;

namespace Mdlc.Unit.Tests.Catalog.Predictions;

/// <summary>What the machine refuses is tried again for ever; what the rows are to blame for is set aside for ever.</summary>
public sealed class LogFailureTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("COPY (SELECT 1) TO '/nowhere/at/all/rows.parquet' (FORMAT parquet)", true)]
    [InlineData("SELECT CAST('red' AS INTEGER)", false)]
    [InlineData("SELECT CAST('No space left on device, could not write' AS INTEGER)", false)]
    [InlineData("CREATE TABLE t (a INTEGER NOT NULL); INSERT INTO t VALUES (NULL)", false)]
    public void Refusal_OfTheEngine_IsTheMachinesOrTheRows(string statement, bool isOfTheMachine)
    {
        using var session = DuckDbSession.Open(_temporary.Home);

        var refused = Assert.Throws<DuckDBException>(() => session.Execute(statement, TestContext.Current.CancellationToken));

        Assert.Equal(isOfTheMachine, LogFailure.IsOfTheMachine(refused));
    }

    [Fact]
    public void OtherFailures_AreTheMachinesWhereFilesAreRefused()
    {
        Assert.True(LogFailure.IsOfTheMachine(new IOException("busy")));
        Assert.True(LogFailure.IsOfTheMachine(new UnauthorizedAccessException("not yours")));
        Assert.False(LogFailure.IsOfTheMachine(new InvalidDataException("a NUL character")));
    }
}
