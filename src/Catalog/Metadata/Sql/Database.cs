using System.Data.Common;

namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>A SQL database that understands the stores' statements (upserts, <c>@name</c> parameters).</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Runs a read in one transaction: what it sees is one moment.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs a write in one transaction that no other writer's overlaps with; reads inside it may be decided upon.</summary>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken);

    public Task WriteAsync(Func<Session, Task> write, CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                await write(session);
                return true;
            },
            cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected static async Task<T> InTransactionAsync<T>(
        DbConnection connection, Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(new Session(connection, transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
