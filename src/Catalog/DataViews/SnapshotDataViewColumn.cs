using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.DataViews;

/// <summary>A snapshot's column to load, and the shape it is wanted in.</summary>
/// <param name="Type">What the snapshot holds.</param>
/// <param name="Kind">Single, Double or Text.</param>
public sealed record SnapshotDataViewColumn(string Name, ColumnType Type, ColumnarDataViewKind Kind)
{
    /// <summary>Single: how numbers get into single precision.</summary>
    public Rescaling Rescaling { get; init; } = Rescaling.None;

    /// <summary>The inputs of a plan: every column that is not dropped, in the plan's order.</summary>
    public static IEnumerable<SnapshotDataViewColumn> InputsOf(FeaturePlan plan) =>
        plan.Columns
            .Where(column => column.Role != ColumnRole.Drop)
            .Select(column => new SnapshotDataViewColumn(column.Name, column.Type, column.Role.InputKind())
            {
                Rescaling = column.Rescaling ?? Rescaling.None,
            });

    /// <summary>What a model takes.</summary>
    public static SnapshotDataViewColumn Of(SignatureInput input) => new(input.Name, input.Type, input.Role.InputKind())
    {
        Rescaling = input.Rescaling ?? Rescaling.None,
    };
}
