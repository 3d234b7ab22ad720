using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Tuning;

/// <param name="From">Number of the first trial, from 0.</param>
public sealed record ProposeInput(ModelSpec Spec, int From, int Count);
