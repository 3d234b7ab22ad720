namespace Mdlc.Contracts.Models;

/// <summary>
/// How many training rows end at each leaf of a model's trees: <c>leaves.json</c> of its package. ML.NET's trees do not keep that, and without it no
/// contribution of a column can be told.
/// </summary>
/// <param name="Rows">The training rows that were counted.</param>
/// <param name="Ensembles">One, or one for each class; of each its trees, in the model's order; of each the rows by leaf.</param>
public sealed record LeafCounts(long Rows, IReadOnlyList<IReadOnlyList<IReadOnlyList<long>>> Ensembles);
