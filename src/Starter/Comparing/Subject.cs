using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Starter.Comparing;

/// <summary>A run, or the version that it registered.</summary>
/// <param name="Name">As it is shown: <c>income@3</c>, or the run where it has no version.</param>
/// <param name="Package">Null: the run registered none.</param>
/// <param name="Document">What was measured; null: nothing was.</param>
internal sealed record Subject(string Name, RunReport? Report, ModelSpec Spec, ModelPackage? Package, EvaluationDocument? Document);
