using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

public sealed class SqlitePragmasTests
{
    [Theory]
    [InlineData("cache_size", "-64000", "PRAGMA cache_size=-64000")]
    [InlineData("Journal_Mode", "WAL", "PRAGMA journal_mode=wal")]
    [InlineData("synchronous", "FULL", "PRAGMA synchronous=full")]
    public void Statement_OfWhatKeepsThePromise(string name, string value, string expected) => Assert.Equal(expected, SqlitePragmas.Statement(name, value));

    [Theory]
    [InlineData("synchronous", "OFF", "--durability relaxed")]
    [InlineData("synchronous", "normal", "--durability relaxed")]
    [InlineData("journal_mode", "memory", "expected wal")]
    [InlineData("cache_size", "1; DROP TABLE log", "whole number")]
    [InlineData("writable_schema", "1", "not offered")]
    public void Statement_OfWhatBreaksIt_IsRefused(string name, string value, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<ArgumentException>(() => SqlitePragmas.Statement(name, value)).Message, StringComparison.Ordinal);
}
