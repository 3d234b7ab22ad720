using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <param name="Trial">Number of the trial, from 0.</param>
/// <param name="History">Every trial before it: those that it may know the results of, and the others without.</param>
public sealed record ProposeTrialInput(TunerKind Tuner, SearchSpace Space, int Seed, int Trial, IReadOnlyList<KnownTrial> History);
