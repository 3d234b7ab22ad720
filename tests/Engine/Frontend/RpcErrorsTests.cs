using Grpc.Core;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Tests.Frontend;

public sealed class RpcErrorsTests
{
    private const int CorruptIndex = 779;
    private const int Busy = 5;

    /// <summary>A list of closed workflows meets what a database in operation never reads at its start.</summary>
    [Fact]
    public void Translate_ADatabaseThatIsDamaged_SaysSo()
    {
        Assert.Equal(StatusCode.DataLoss, CodeOf(new DamagedRecordException("a row")));
        Assert.Equal(StatusCode.DataLoss, CodeOf(new SqliteException("malformed", 11, CorruptIndex)));
        Assert.Equal(StatusCode.Internal, CodeOf(new SqliteException("locked", Busy)));
    }

    /// <summary>What nothing expects, as the values of a page of which bits have flipped.</summary>
    [Theory]
    [InlineData("SELECT NULL")]
    [InlineData("SELECT 9223372036854775807")]
    public void Read_AValueThatNobodyWrites_IsDamage(string sql)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var reader = DatabaseReader.Of(connection);

        Assert.Throws<DamagedRecordException>(() => reader.Read(sql, [], static row => checked((int)row.GetInt64(0))).ToList());
        Assert.Throws<DamagedRecordException>(() => reader.ReadOnce(sql, [], static row => checked((int)row.GetInt64(0))).ToList());
    }

    private static StatusCode CodeOf(Exception exception) => RpcErrors.Translate(exception, "List", null!).StatusCode;
}
