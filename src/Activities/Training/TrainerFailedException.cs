namespace Mdlc.Activities.Training;

/// <summary>The training process ended without a result, for a reason that may pass: trying again is worth it.</summary>
public sealed class TrainerFailedException(string message) : Exception(message);
