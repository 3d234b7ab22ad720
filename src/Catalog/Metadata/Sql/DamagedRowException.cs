namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>A row is not what was written. The message names it; the database that it comes from says where it lies and what to do.</summary>
internal sealed class DamagedRowException(string message, Exception? inner = null) : Exception(message, inner);
