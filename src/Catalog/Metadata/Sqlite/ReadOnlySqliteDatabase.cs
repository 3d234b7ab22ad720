using Mdlc.Catalog.Metadata.Sql;
using Microsoft.Data.Sqlite;

namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>
/// The catalog's file for reading only. Beside a file in WAL mode SQLite wants to make its shared-memory file, which a read-only mount
/// refuses; nothing can change there, so the file is then read as immutable, or, with a write-ahead log left beside it, from a copy. So it is on a
/// disk without room for that file: nobody has the catalog open then.
/// </summary>
internal sealed class ReadOnlySqliteDatabase(Home home) : Database
{
    private bool _believed;

    public override Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken) =>
        SqliteFaults.TranslateAsync(home, opening: false, () => ReadFileAsync(read, cancellationToken));

    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"The catalog {home.CatalogFile} was opened for reading only.");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> ReadFileAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        if (File.Exists(home.Root))
        {
            throw SqliteFaults.NoFolder(home, inner: null);
        }

        var check = CatalogCheck.Of(home);
        check.RequireFile();
        if (!File.Exists(home.CatalogFile))
        {
            return await ReadEmptyAsync(read, cancellationToken);
        }

        try
        {
            return await ReadAsync(home.CatalogFile, check, read, cancellationToken);
        }
        catch (SqliteException exception) when (SqliteFaults.IsRefused(exception) || SqliteFaults.IsForWantOfRoom(exception, home))
        {
            return await ReadUnchangingAsync(check, read, cancellationToken);
        }
    }

    private async Task<T> ReadUnchangingAsync<T>(CatalogCheck check, Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        var log = new FileInfo(home.CatalogFile + "-wal");
        if (!log.Exists || log.Length == 0)
        {
            return await ReadAsync($"file:{Uri.EscapeDataString(home.CatalogFile)}?immutable=1", check, read, cancellationToken);
        }

        var folder = Directory.CreateTempSubdirectory("mdlc-");
        try
        {
            var copy = Path.Combine(folder.FullName, "catalog.db");
            File.Copy(home.CatalogFile, copy);
            log.CopyTo(copy + "-wal");
            return await ReadAsync(copy, check, read, cancellationToken, SqliteOpenMode.ReadWrite);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<T> ReadAsync<T>(
        string source, CatalogCheck check, Func<Session, Task<T>> read, CancellationToken cancellationToken, SqliteOpenMode mode = SqliteOpenMode.ReadOnly)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false };
        await using var connection = new SqliteConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: true);
        var version = await new Session(connection, transaction, cancellationToken).NumberAsync("PRAGMA user_version") ?? 0;
        var session = new Session(connection, transaction, cancellationToken) { HasChecksums = version >= SqliteSchema.WithChecksums, HasApplied = version >= SqliteSchema.WithApplied };
        if (!_believed)
        {
            await check.RequireWholeAsync(session, version);
            _believed = true;
        }

        return version == 0 ? await ReadEmptyAsync(read, cancellationToken) : await read(session);
    }

    /// <summary>Against the tables without a row, so that a home in which nothing has happened yet needs no special case.</summary>
    private static async Task<T> ReadEmptyAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(cancellationToken);
        return await InTransactionAsync(
            connection,
            async session =>
            {
                foreach (var step in SqliteSchema.Steps)
                {
                    await session.ExecuteAsync(step);
                }

                return await read(session);
            },
            cancellationToken);
    }
}
