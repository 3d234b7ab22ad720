using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>Length and time of a source's files before they are read, held against those afterwards: they are read more than once.</summary>
internal sealed class SourceStamps
{
    private readonly IReadOnlyList<(string File, long Length, DateTime Written)> _stamps;

    private SourceStamps(IReadOnlyList<(string File, long Length, DateTime Written)> stamps) => _stamps = stamps;

    /// <exception cref="FaultException">There is no such file, or it cannot be read.</exception>
    public static SourceStamps Take(DuckDbSession session, string path)
    {
        SourceFiles.RequireOnlyFiles(path);
        return new SourceStamps(SourceFiles.Find(session, path).Select(Of).ToList());
    }

    /// <exception cref="FaultException">A file is not as it was.</exception>
    public void Require()
    {
        foreach (var before in _stamps)
        {
            if (Of(before.File) != before)
            {
                throw FaultException.InData($"{before.File} has changed while it was read. Nothing was kept. Is it being written to? Try again when it is whole.");
            }
        }
    }

    private static (string File, long Length, DateTime Written) Of(string file)
    {
        var target = FileKind.Target(file) is { } path ? new FileInfo(path) : null;
        return target is { Exists: true } ? (file, target.Length, target.LastWriteTimeUtc) : (file, -1, default);
    }
}
