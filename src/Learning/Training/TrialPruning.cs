using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Stopping;

namespace Mdlc.Learning.Training;

/// <summary>By what a trial is ended early: decided in the training itself, after the rungs' very iterations, so that no message can come late.</summary>
/// <param name="Trial">Number of the trial, from 0.</param>
/// <param name="History">The trials that it is compared with, with their interim losses.</param>
public sealed record TrialPruning(PrunerKind Kind, PrunerSettings Settings, int Trial, IReadOnlyList<Observation> History);
