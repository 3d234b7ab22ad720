using System.Globalization;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata.Sql;
using Microsoft.Data.Sqlite;

namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>
/// The catalog's file, opened for writing. Writers of this process queue on a gate, those of other processes on SQLite's lock: a write
/// transaction takes it at its start, so that nothing read inside is outdated when it commits.
/// </summary>
internal sealed class SqliteDatabase(Home home) : Database
{
    private const int BusyMilliseconds = 30_000;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteConnectionStringBuilder _connectionString = new() { DataSource = home.CatalogFile };
    private bool _ready;

    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        return await SqliteFaults.TranslateAsync(home, opening: false, async () =>
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await ReadAsync(connection, read, cancellationToken);
        });
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await SqliteFaults.TranslateAsync(home, opening: false, () => CommitAsync(write, cancellationToken));
        }
        finally
        {
            _writing.Release();
        }
    }

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString.ConnectionString);
        SqliteConnection.ClearPool(connection);
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> CommitAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var (result, mark) = await InTransactionAsync(
            connection, async session => (await write(session), await CatalogState.CountAsync(session)), cancellationToken);
        mark.Write(home.CatalogMark);
        return result;
    }

    private async Task EnsureReadyAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ready))
        {
            return;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_ready)
            {
                MakeFolder();
                await SqliteFaults.TranslateAsync(home, opening: true, () => MakeReadyAsync(cancellationToken));
                Volatile.Write(ref _ready, true);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<bool> MakeReadyAsync(CancellationToken cancellationToken)
    {
        var check = CatalogCheck.Of(home);
        check.RequireFile();
        PrivateFile.Make(home.CatalogFile);
        await using var connection = await OpenAsync(cancellationToken);
        var version = await ReadAsync(
            connection,
            async session =>
            {
                var found = await session.NumberAsync("PRAGMA user_version") ?? 0;
                await check.RequireWholeAsync(session, found);
                return found;
            },
            cancellationToken);
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL");
        if (version < SqliteSchema.Steps.Count || !check.Expects)
        {
            var mark = await InTransactionAsync(connection, UpgradeAsync, cancellationToken);
            mark.Write(home.CatalogMark);
        }

        return true;
    }

    private void MakeFolder()
    {
        try
        {
            PrivateFile.MakeFolder(home.Root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.NoFolder(home, exception);
        }
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, $"PRAGMA busy_timeout = {BusyMilliseconds}; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<T> ReadAsync<T>(SqliteConnection connection, Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var transaction = connection.BeginTransaction(deferred: true);
        return await read(new Session(connection, transaction, cancellationToken));
    }

    private static async Task<HomeMark> UpgradeAsync(Session session)
    {
        // Another process may have done it while this one waited for the lock.
        var version = await session.NumberAsync("PRAGMA user_version") ?? 0;
        foreach (var step in SqliteSchema.Steps.Skip((int)version))
        {
            await session.ExecuteAsync(step);
        }

        await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SqliteSchema.Steps.Count}"));
        return await CatalogState.CountAsync(session);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
