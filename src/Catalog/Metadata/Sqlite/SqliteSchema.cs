namespace Mdlc.Catalog.Metadata.Sqlite;

/// <summary>The catalog's tables. A change is a new step at the end: step n brings a file from version n to n + 1.</summary>
internal static class SqliteSchema
{
    /// <summary>The version from which on rows have checksums, and the catalog tells of itself.</summary>
    public const int WithChecksums = 3;

    /// <summary>The version from which on specs that were applied are kept.</summary>
    public const int WithApplied = 4;

    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE run (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL,
            request TEXT NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL, spec TEXT NOT NULL, report TEXT NOT NULL,
            UNIQUE (project, model, number), UNIQUE (project, model, request));
        CREATE TABLE model_version (
            project TEXT NOT NULL, model TEXT NOT NULL, version INTEGER NOT NULL, run TEXT NOT NULL UNIQUE, package TEXT,
            PRIMARY KEY (project, model, version));
        CREATE TABLE alias (
            project TEXT NOT NULL, model TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (project, model, alias));
        CREATE TABLE alias_change (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, model TEXT NOT NULL, alias TEXT NOT NULL,
            from_version INTEGER, to_version INTEGER, moved_by TEXT NOT NULL, reason TEXT NOT NULL, request TEXT, at INTEGER NOT NULL);
        CREATE INDEX alias_change_by_model ON alias_change (project, model);
        CREATE TABLE desired (
            project TEXT NOT NULL, model TEXT NOT NULL, version INTEGER, sequence INTEGER NOT NULL,
            wanted_by TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (project, model));
        CREATE TABLE server (server TEXT PRIMARY KEY, lease TEXT NOT NULL);
        CREATE TABLE served (
            server TEXT NOT NULL, project TEXT NOT NULL, model TEXT NOT NULL, served TEXT NOT NULL,
            PRIMARY KEY (server, project, model));
        """,
        "CREATE INDEX run_queued ON run (created) WHERE state = 'Queued';",

        // Snapshots were a table of their own making before; rows of before have no checksum.
        """
        CREATE TABLE IF NOT EXISTS snapshots (
            data_digest TEXT PRIMARY KEY, snapshot TEXT NOT NULL, source TEXT NULL, statistics TEXT NOT NULL, created TEXT NOT NULL) STRICT;
        ALTER TABLE run ADD COLUMN crc INTEGER;
        ALTER TABLE model_version ADD COLUMN crc INTEGER;
        ALTER TABLE alias ADD COLUMN crc INTEGER;
        ALTER TABLE alias_change ADD COLUMN crc INTEGER;
        ALTER TABLE desired ADD COLUMN crc INTEGER;
        ALTER TABLE server ADD COLUMN crc INTEGER;
        ALTER TABLE served ADD COLUMN crc INTEGER;
        ALTER TABLE snapshots ADD COLUMN crc INTEGER;
        CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER);
        """,
        """
        CREATE TABLE stage_result (
            project TEXT NOT NULL, model TEXT NOT NULL, number INTEGER NOT NULL, stage TEXT NOT NULL,
            cache_key TEXT, result TEXT NOT NULL, made INTEGER NOT NULL, crc INTEGER,
            PRIMARY KEY (project, model, number, stage));
        CREATE INDEX stage_result_by_key ON stage_result (cache_key) WHERE cache_key IS NOT NULL;
        """,
        """
        CREATE TABLE applied (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL,
            spec TEXT NOT NULL, applied_by TEXT NOT NULL, at INTEGER NOT NULL, crc INTEGER,
            UNIQUE (project, model, request));
        """,
    ];
}
