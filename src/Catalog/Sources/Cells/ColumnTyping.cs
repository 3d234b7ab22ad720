using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Which type a column of text has: a pure decision over its profile.</summary>
internal static class ColumnTyping
{
    /// <summary>From this share of its values on a column is of numbers (or of timestamps), and its other cells are faults of their lines.</summary>
    public const double ClearShare = 0.95;

    /// <summary>Between this share and <see cref="ClearShare"/> nobody can tell what is meant: a person has to say.</summary>
    public const double UnclearShare = 0.8;

    /// <exception cref="FaultException">The column is neither clearly of numbers nor clearly of text.</exception>
    public static ColumnType Decide(string name, ColumnProfile profile)
    {
        var values = profile.Values - profile[CellKind.NotANumber];
        if (values <= 0)
        {
            return ColumnType.Text;
        }

        if (IsClear(name, "numbers", profile.Numbers, values, profile))
        {
            return profile[CellKind.Number] + profile[CellKind.NotANumber] == 0 ? ColumnType.Integer : ColumnType.Number;
        }

        return IsClear(name, "timestamps", profile.Timestamps, values, profile) ? ColumnType.Timestamp
            : profile[CellKind.Boolean] == profile.Values ? ColumnType.Boolean
            : ColumnType.Text;
    }

    /// <summary>Whether a cell of that kind can stand in a column of that type.</summary>
    public static bool Fits(ColumnType type, CellKind kind, ReadOnlySpan<byte> cell) => type switch
    {
        _ when kind == CellKind.Null => true,
        ColumnType.Integer => kind == CellKind.Integer,
        ColumnType.Number => kind is CellKind.Integer or CellKind.Number or CellKind.NotANumber,
        ColumnType.Timestamp => kind is CellKind.Timestamp or CellKind.OffsetTimestamp,
        ColumnType.Boolean => kind == CellKind.Boolean || BooleanWords.IsBoolean(cell),
        _ => true,
    };

    /// <summary>Whether some cell of such a column may not fit.</summary>
    public static bool MayReject(ColumnType type, ColumnProfile profile) => type switch
    {
        ColumnType.Integer => profile[CellKind.Integer] < profile.Values,
        ColumnType.Number => profile.Numbers + profile[CellKind.NotANumber] < profile.Values,
        ColumnType.Timestamp => profile.Timestamps < profile.Values,
        ColumnType.Boolean => profile[CellKind.Boolean] < profile.Values,
        _ => false,
    };

    internal static bool IsClear(string name, string kind, long count, long values, ColumnProfile profile)
    {
        var share = (double)count / values;
        if (share is < ClearShare and >= UnclearShare)
        {
            var odd = profile.OddValues is [var first, ..]
                ? string.Create(CultureInfo.InvariantCulture, $", most often '{first.Text}' ({first.Count} times, first in {first.File}, line {first.Line})")
                : "";
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{name}': {count} of {values} values ({share:P1}) are {kind}, the others are not{odd}. "
                + $"If the others mean 'missing', list them in source.nullValues; if they are mistakes, mend them, or set source.types.{name} "
                + $"to {(kind == "numbers" ? "number" : "timestamp")} (their lines are rejected) or to text (they stay as they are)."));
        }

        return share >= ClearShare;
    }
}
