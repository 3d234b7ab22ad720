using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Tuning;

/// <param name="Trial">Number of the trial, from 0.</param>
public sealed record TrialInput(
    RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, int Trial, IReadOnlyDictionary<string, double> Params);
