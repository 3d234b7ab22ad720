using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>
/// Makes reading a cell by the second rules a part of DuckDB's SQL, so that texts in typed files are read as those of CSV are. The functions
/// depend on nothing but their argument, and several of DuckDB's threads may call them.
/// </summary>
internal sealed class CellFunctions(DuckDbSession session)
{
    private int _registered;

    /// <param name="text">SQL of the cell's text.</param>
    /// <returns>SQL of the value's canonical text, null where it is missing; and SQL that is true where the text is no value of the column.</returns>
    public (string Value, string Bad) Read(CellReader reader, string text)
    {
        // Within a function called from native code nothing may be thrown: what could be is tried here.
        CellText.Require();
        var number = (_registered++).ToString(CultureInfo.InvariantCulture);
        var (value, bad) = ($"mdlc_value_{number}", $"mdlc_bad_{number}");
        session.Connection.RegisterScalarFunction<string, string>(value, (cells, result, count) =>
        {
            for (ulong i = 0; i < count; i++)
            {
                if (cells[0].IsValid(i) && reader.Read(cells[0].GetValue<string>(i), out var canonical) == CellOutcome.Value)
                {
                    result.WriteValue(canonical, i);
                }
                else
                {
                    result.WriteNull(i);
                }
            }
        });
        session.Connection.RegisterScalarFunction<string, bool>(bad, (cells, result, count) =>
        {
            for (ulong i = 0; i < count; i++)
            {
                result.WriteValue(cells[0].IsValid(i) && IsBad(reader, cells[0].GetValue<string>(i)), i);
            }
        });
        return ($"{value}({text})", $"coalesce({bad}({text}), false)");
    }

    /// <summary>A NUL character is none of a text.</summary>
    private static bool IsBad(CellReader reader, string cell) =>
        cell.Contains('\0', StringComparison.Ordinal) || reader.Read(cell, out _) == CellOutcome.Bad;
}
