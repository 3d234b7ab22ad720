using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Training.Bench;

/// <summary>What the plain program gets: files and columns, no product code.</summary>
/// <param name="Train">CSV with a header.</param>
/// <param name="Test">CSV with a header, scored outside of the measured time.</param>
internal sealed record PlainJob(
    string Train,
    string Test,
    string Model,
    IReadOnlyList<SnapshotColumn> Columns,
    string Label,
    ModelTask Task,
    string? Positive,
    int Threads,
    int Seed);
