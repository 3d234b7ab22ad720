namespace Mdlc.Engine.Schedules.Specs;

/// <summary>A schedule's spec that means nothing; the message says what is wrong with it.</summary>
internal sealed class InvalidSpecException(string message) : Exception(message);
