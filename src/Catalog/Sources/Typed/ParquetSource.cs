using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Prepares Parquet files; a rejected row's "line" is its number in its file, from 1.</summary>
internal sealed class ParquetSource(DuckDbSession session, Quarantine quarantine, CancellationToken cancellationToken)
{
    public PreparedSource Prepare(SourceRequest request)
    {
        var files = SourceFiles.Find(session, request.Source.Path);
        var records = session.Scalar<long>($"SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata({Sql.Files(files)})", cancellationToken);
        return new TypedSource(session, quarantine, cancellationToken).Prepare(
            request, files, files.Select(f => $"read_parquet({Sql.Files([f])})").ToList(), $"read_parquet({Sql.Files(files)})", records);
    }
}
