using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Microsoft.Extensions.Logging;

namespace Mdlc.Starter.Execution;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext : IAsyncDisposable
{
    private const string NameAnother = "Name another with --home or MDLC_HOME.";

    private readonly CatalogAccess _access;
    private readonly Action? _starting;
    private readonly Lazy<ILoggerFactory> _loggers;
    private ICatalog? _catalog;

    private CommandContext(Home home, Report report, bool verbose, CatalogAccess access, Action? starting)
    {
        Home = home;
        Report = report;
        _loggers = new(() => Logging.Create(home, verbose, access == CatalogAccess.ReadWrite));
        _access = access;
        _starting = starting;
        Begun = Time.GetUtcNow();
    }

    public Home Home { get; }

    public Report Report { get; }

    /// <summary>Made when first asked for: a command that only looks has nothing to log.</summary>
    public ILoggerFactory Loggers => _loggers.Value;

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>When the command began.</summary>
    public DateTimeOffset Begun { get; }

    public ICatalog Catalog => _catalog ??= new SqliteCatalog(Home, _access);

    public static CommandContext Create(string homePath, Report report, bool verbose, CatalogAccess access, Action? starting)
    {
        var home = new Home(homePath);
        RequireReachable(home);
        if (access == CatalogAccess.ReadWrite)
        {
            EnsureWritable(home);
        }

        return new CommandContext(home, report, verbose, access, starting);
    }

    /// <summary>Called before anything is started that lasts.</summary>
    /// <exception cref="OperationCanceledException">The command has been told to stop: it begins nothing.</exception>
    public void Starting(CancellationToken cancellationToken)
    {
        _starting?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <param name="build">Which build the workers of this process are if it holds the engine; null for what the environment names.</param>
    /// <param name="webPort">Where the engine's pages are shown if this process holds it; null for nowhere.</param>
    /// <param name="port">Of the engine's gRPC if this process holds it; 0 picks a free one.</param>
    public Task<EngineSession> OpenSessionAsync(
        IReadOnlyCollection<string> projects, CancellationToken cancellationToken, int? webPort = null, int port = 0, WorkerBuild? build = null)
    {
        Starting(cancellationToken);
        return EngineSession.OpenAsync(Home, Catalog, projects, build ?? WorkerBuild.FromEnvironment(), webPort, port, Loggers, Time, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_catalog is not null)
        {
            await _catalog.DisposeAsync();
        }

        try
        {
            if (_loggers.IsValueCreated)
            {
                _loggers.Value.Dispose();
            }
        }
        catch (IOException)
        {
            // The log's last lines have no room: that must not be what the command ends with.
        }
    }

    /// <summary>A home that is not there yet is empty. One that cannot be looked into is not, and nobody may be told that it had no runs.</summary>
    private static void RequireReachable(Home home)
    {
        for (var folder = home.Root; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                throw new UserException($"The home {home.Root} {(folder == home.Root ? "is" : $"lies beneath {folder}, which is")} a file; expected a folder. {NameAnother}");
            }
        }

        try
        {
            _ = File.GetAttributes(home.CatalogFile);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing has been written there yet.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The home {home.Root} cannot be looked into: {fault.Message} {NameAnother}", inner: fault);
        }
    }

    private static void EnsureWritable(Home home)
    {
        try
        {
            PrivateFile.MakeFolder(home.Root);
            PrivateFile.KeepLike(home.Root);
            var probe = Path.Combine(home.Root, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (IOException full) when (NoRoom.IsMeantBy(full))
        {
            throw NoRoom.Told(full, home.Root);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The home {home.Root} cannot be written: {fault.Message} {NameAnother}", inner: fault);
        }
    }
}
