using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Microsoft.Extensions.Logging;

namespace Mdlc.Starter.Execution;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext : IAsyncDisposable
{
    private readonly CatalogAccess _access;
    private ICatalog? _catalog;

    private CommandContext(Home home, Report report, ILoggerFactory loggers, CatalogAccess access)
    {
        Home = home;
        Report = report;
        Loggers = loggers;
        _access = access;
    }

    public Home Home { get; }

    public Report Report { get; }

    public ILoggerFactory Loggers { get; }

    public TimeProvider Time { get; } = TimeProvider.System;

    public ICatalog Catalog => _catalog ??= new SqliteCatalog(Home, _access);

    public static CommandContext Create(string homePath, bool json, bool verbose, CatalogAccess access)
    {
        var home = new Home(homePath);
        if (File.Exists(home.Root))
        {
            throw new UserException($"The home {home.Root} is a file; expected a folder. Name another with --home or MDLC_HOME.");
        }

        if (access == CatalogAccess.ReadWrite)
        {
            EnsureWritable(home);
        }

        return new CommandContext(home, new Report(json), Logging.Create(home, verbose, access == CatalogAccess.ReadWrite), access);
    }

    /// <param name="webPort">Where the engine's pages are shown if this process holds it; null for nowhere.</param>
    public Task<EngineSession> OpenSessionAsync(IReadOnlyCollection<string> projects, CancellationToken cancellationToken, int? webPort = null) =>
        EngineSession.OpenAsync(Home, Catalog, projects, webPort, Loggers, Time, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_catalog is not null)
        {
            await _catalog.DisposeAsync();
        }

        try
        {
            Loggers.Dispose();
        }
        catch (IOException)
        {
            // The log's last lines have no room: that must not be what the command ends with.
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
            throw new UserException($"The home {home.Root} cannot be written: {fault.Message} Name another with --home or MDLC_HOME.", inner: fault);
        }
    }
}
