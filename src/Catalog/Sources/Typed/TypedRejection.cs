using System.Text;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Sends the rows of typed files that hold a cell that cannot be taken to quarantine.</summary>
/// <param name="bad">The columns that may have such cells.</param>
internal sealed class TypedRejection(DuckDbSession session, Quarantine quarantine, IReadOnlyList<TypedColumn> bad)
{
    /// <summary>SQL that keeps the other rows.</summary>
    public string Kept => bad.Count == 0 ? "" : $" WHERE NOT ({string.Join(" OR ", bad.Select(c => $"({c.Bad})"))})";

    /// <param name="file">Its name.</param>
    /// <param name="relation">What stands behind FROM to read it.</param>
    /// <param name="label">SQL of the label's text; null: there is none.</param>
    public void Reject(string file, string relation, string? label, CancellationToken cancellationToken)
    {
        if (bad.Count == 0)
        {
            return;
        }

        string First(Func<TypedColumn, string> part) => $"CASE {string.Join(" ", bad.Select(c => $"WHEN {c.Bad} THEN {part(c)}"))} END";
        session.ForEach(
            $"SELECT * FROM (SELECT row_number() OVER () AS line, {First(c => Sql.Text(c.Column.Name))} AS col, "
            + $"{First(c => $"left(CAST({c.Cell} AS VARCHAR), 200)")} AS val, {First(c => Sql.Text(c.Reason))} AS why, {label ?? "NULL"} AS label "
            + $"FROM {relation}) WHERE col IS NOT NULL",
            r => quarantine.Add(
                file, r.GetInt64(0), r.GetString(1), Encoding.UTF8.GetBytes(r.IsDBNull(2) ? "" : r.GetString(2)), r.GetString(3), r.IsDBNull(4) ? null : r.GetString(4)),
            cancellationToken);
    }
}
