namespace Mdlc.Contracts.Spec;

public enum SourceFormat
{
    Csv,
    Parquet,
    Json,
}
