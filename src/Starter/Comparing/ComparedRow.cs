namespace Mdlc.Starter.Comparing;

/// <summary>One thing about everything that is compared.</summary>
/// <param name="Group">parameters, data or metrics.</param>
/// <param name="Values">One each, in the order asked for; null: it has no such thing.</param>
/// <param name="Differs">Whether they are not all the same.</param>
internal sealed record ComparedRow(string Group, string Name, IReadOnlyList<string?> Values, bool Differs);
