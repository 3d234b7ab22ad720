using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Snapshots;

/// <summary>The columns of a Parquet file that was written as a snapshot or as a part of one.</summary>
public static class SnapshotSchema
{
    /// <remarks>The session is given room for so many columns: whoever asks for them goes on to read them.</remarks>
    public static IReadOnlyList<SnapshotColumn> Read(DuckDbSession session, string parquet, CancellationToken cancellationToken = default)
    {
        var columns = session.Rows(
            $"DESCRIBE SELECT * FROM {SnapshotWriter.Relation(parquet)}",
            row => new SnapshotColumn(row.GetString(0), TypeOf(row.GetString(1))),
            cancellationToken);
        session.MakeRoomFor(columns.Count);
        return columns;
    }

    private static ColumnType TypeOf(string name) => name switch
    {
        "BIGINT" => ColumnType.Integer,
        "DOUBLE" => ColumnType.Number,
        "BOOLEAN" => ColumnType.Boolean,
        "TIMESTAMP" => ColumnType.Timestamp,
        "VARCHAR" => ColumnType.Text,
        _ => throw new InvalidDataException($"Found a column of type {name}, expected BIGINT, DOUBLE, BOOLEAN, TIMESTAMP or VARCHAR: not a snapshot."),
    };
}
