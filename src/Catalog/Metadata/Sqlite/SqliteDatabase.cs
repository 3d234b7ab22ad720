using System.Globalization;
using Mdlc.Catalog.Metadata.Sql;
using Mdlc.Contracts.Faults;
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
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: true);
        return await read(new Session(connection, transaction, cancellationToken));
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken)
    {
        await EnsureReadyAsync(cancellationToken);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await InTransactionAsync(connection, write, cancellationToken);
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
                await using var connection = await OpenAsync(cancellationToken);
                await ExecuteAsync(connection, "PRAGMA journal_mode = WAL");
                await InTransactionAsync(connection, UpgradeAsync, cancellationToken);
                Volatile.Write(ref _ready, true);
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is 8 or 10 or 14)
        {
            throw FaultException.InEnvironment(
                $"The catalog {home.CatalogFile} cannot be opened for writing ({exception.Message}); check that the folder is writable, "
                + "or choose another home with MDLC_HOME.",
                exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void MakeFolder()
    {
        try
        {
            Directory.CreateDirectory(home.Root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.NoFolder(home, exception);
        }
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"PRAGMA busy_timeout = {BusyMilliseconds}; PRAGMA synchronous = FULL");
        return connection;
    }

    private async Task<bool> UpgradeAsync(Session session)
    {
        var version = await session.NumberAsync("PRAGMA user_version") ?? 0;
        if (version > SqliteSchema.Steps.Count)
        {
            throw SqliteFaults.TooNew(home, version);
        }

        foreach (var step in SqliteSchema.Steps.Skip((int)version))
        {
            await session.ExecuteAsync(step);
        }

        await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SqliteSchema.Steps.Count}"));
        return true;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
