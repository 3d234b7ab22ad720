namespace Mdlc.Engine.Timers;

/// <summary>What is under way in one owner, and for which the time must not be skipped.</summary>
/// <param name="Activities">Activities in the hands of a worker, or on their way there.</param>
/// <param name="Others">Everything else.</param>
internal readonly record struct Load(int Activities, int Others)
{
    public static readonly Load None;

    public static Load operator +(Load a, Load b) => new(a.Activities + b.Activities, a.Others + b.Others);

    public static Load operator -(Load a, Load b) => new(a.Activities - b.Activities, a.Others - b.Others);
}
