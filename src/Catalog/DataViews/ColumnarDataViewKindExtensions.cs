using Mdlc.Contracts.Spec;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.DataViews;

/// <summary>What follows from a shape.</summary>
public static class ColumnarDataViewKindExtensions
{
    /// <summary>The shape in which a feature pipeline expects the input column of a role.</summary>
    public static ColumnarDataViewKind InputKind(this ColumnRole role) => role switch
    {
        ColumnRole.Numeric or ColumnRole.Boolean => ColumnarDataViewKind.Single,
        ColumnRole.Date => ColumnarDataViewKind.Double,
        ColumnRole.Category or ColumnRole.Hash or ColumnRole.Text or ColumnRole.Target or ColumnRole.Ordinal or ColumnRole.Native => ColumnarDataViewKind.Text,
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
