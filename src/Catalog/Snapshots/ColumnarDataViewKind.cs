using Mdlc.Contracts.Spec;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.Snapshots;

/// <summary>In which shape a column reaches ML.NET.</summary>
public enum ColumnarDataViewKind
{
    /// <summary>32-bit float; missing is NaN; booleans are 0 and 1.</summary>
    Single,

    /// <summary>64-bit float; missing is NaN; points in time are seconds since 1970-01-01 UTC.</summary>
    Double,

    /// <summary>Text; missing is the empty text.</summary>
    Text,

    /// <summary>True or false, never missing: a binary label.</summary>
    Flag,

    /// <summary>Number of a class from 1, with the classes' names as key values; 0 is "none of them": a multiclass label.</summary>
    Key,
}

public static class ColumnarDataViewKindExtensions
{
    /// <summary>The shape in which a feature pipeline expects the input column of a role.</summary>
    public static ColumnarDataViewKind InputKind(this ColumnRole role) => role switch
    {
        ColumnRole.Numeric or ColumnRole.Boolean => ColumnarDataViewKind.Single,
        ColumnRole.Date => ColumnarDataViewKind.Double,
        ColumnRole.Category or ColumnRole.Hash or ColumnRole.Text => ColumnarDataViewKind.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A dropped column is no input."),
    };

    internal static DataViewType ToType(this ColumnarDataViewKind kind) => kind switch
    {
        ColumnarDataViewKind.Single => NumberDataViewType.Single,
        ColumnarDataViewKind.Double => NumberDataViewType.Double,
        ColumnarDataViewKind.Text => TextDataViewType.Instance,
        ColumnarDataViewKind.Flag => BooleanDataViewType.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A key's type depends on its number of classes."),
    };
}
