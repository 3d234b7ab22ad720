using Mdlc.Contracts.Models;

namespace Mdlc.Learning.Training;

/// <param name="Boosting">Of a training that was boosted in segments; null otherwise.</param>
public sealed record FittedModel(TrainedModel Model, BoostingSummary? Boosting);
