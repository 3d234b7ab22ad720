namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>The catalog's tables. A column that comes later is appended: the checksum is over them in this order.</summary>
internal static class Tables
{
    public static Table Runs { get; } = new(
        "run", 1, "sequence", "project", "model", "number", "request", "state", "created", "spec", "report");

    public static Table Versions { get; } = new("model_version", 3, "project", "model", "version", "run", "package");

    public static Table Aliases { get; } = new("alias", 3, "project", "model", "alias", "version");

    public static Table AliasChanges { get; } = new(
        "alias_change", 1, "sequence", "project", "model", "alias", "from_version", "to_version", "moved_by", "reason", "request", "at");

    public static Table Desired { get; } = new("desired", 2, "project", "model", "version", "sequence", "wanted_by", "at");

    public static Table Servers { get; } = new("server", 1, "server", "lease");

    public static Table Served { get; } = new("served", 3, "server", "project", "model", "served");

    public static Table Snapshots { get; } = new("snapshots", 1, "data_digest", "snapshot", "source", "statistics", "created");

    public static Table StageResults { get; } = new("stage_result", 4, "project", "model", "number", "stage", "cache_key", "result", "made");

    /// <summary>Specs as they were applied; the newest of a model holds.</summary>
    public static Table Applied { get; } = new("applied", 1, "sequence", "project", "model", "request", "spec", "applied_by", "at");

    /// <summary>What the catalog says of itself.</summary>
    public static Table State { get; } = new("state", 1, "name", "value");
}
