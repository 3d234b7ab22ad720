namespace Mdlc.Activities.Training;

/// <summary>The training process ended without a word: killed from outside, or crashed. It says nothing about the work, which is done again.</summary>
public sealed class TrainerKilledException(string message) : Exception(message);
