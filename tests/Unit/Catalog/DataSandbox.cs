using System.Text;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog;

/// <summary>A home and a folder for source files, gone when disposed.</summary>
public sealed class DataSandbox : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mdlc-data-").FullName;

    public DataSandbox()
    {
        Home = new Home(Path.Combine(_root, "home"));
        Artifacts = new ArtifactStore(Home);
        Catalog = new SqliteCatalog(Home);
        Writer = new SnapshotWriter(Artifacts, Catalog.Snapshots, TimeProvider.System);
        Reader = new SourceReader(Home, Artifacts, Writer);
    }

    public Home Home { get; }

    public ArtifactStore Artifacts { get; }

    public SqliteCatalog Catalog { get; }

    public ISnapshotStore Snapshots => Catalog.Snapshots;

    public SnapshotWriter Writer { get; }

    public SourceReader Reader { get; }

    public string PathOf(string name) => Path.Combine(_root, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public Task<SourceReading> ReadAsync(SourceRequest request) =>
        Reader.ReadAsync(request, _ => { }, TestContext.Current.CancellationToken);

    public Task<SourceReading> ReadAsync(string path) => ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path } });

    /// <summary>The rows as text, a cell per column, null as <c>∅</c>.</summary>
    public IReadOnlyList<string> RowsOf(ArtifactRef parquet)
    {
        using var session = DuckDbSession.Open(Home);
        return session.Rows(
            $"SELECT * FROM {SnapshotWriter.Relation(Artifacts.PlaceOf(parquet))}",
            r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i =>
                r.IsDBNull(i) ? "∅" : Convert.ToString(r.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
