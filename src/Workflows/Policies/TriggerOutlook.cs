namespace Mdlc.Workflows.Policies;

/// <summary>What becomes of the triggers that wait, if nothing else happens.</summary>
/// <param name="Begins">A run begins now.</param>
/// <param name="Until">When one will; null: not by itself.</param>
/// <param name="Rule">What holds it; one of <see cref="RuleName"/>; null: nothing waits, or nothing holds it.</param>
public sealed record TriggerOutlook(bool Begins, DateTimeOffset? Until, string? Rule)
{
    public static TriggerOutlook Nothing { get; } = new(false, null, null);

    /// <summary>Whether this is sooner than that: what waits for that one must look again.</summary>
    public bool IsSoonerThan(TriggerOutlook other) => Begins || Until < (other.Until ?? DateTimeOffset.MaxValue);
}
