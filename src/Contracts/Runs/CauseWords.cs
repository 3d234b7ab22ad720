using System.Globalization;
using Mdlc.Contracts.Formats;

namespace Mdlc.Contracts.Runs;

/// <summary>Why a run began, and what it waited for, in words.</summary>
public static class CauseWords
{
    /// <summary>The trigger that set it off, and the kinds that joined it.</summary>
    public static string Triggers(RunTrigger trigger, IReadOnlyList<RunCause> causes) =>
        string.Join(" + ", causes.Select(cause => cause.Trigger).Prepend(trigger).Distinct().Select(Word));

    public static string Of(RunCause cause) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Word(cause.Trigger)}, {Text(cause.At)}: {cause.What}{(cause.Count > 1 ? $" ({cause.Count} times)" : "")}");

    public static string Of(RunWait wait) => wait.IsWaived
        ? $"not held by {wait.Rule}, because a person asked{(wait.Until > wait.From ? $" (until {Text(wait.Until)})" : "")}"
        : $"{DurationText.Of(wait.Until - wait.From)} for {wait.Rule}, until {Text(wait.Until)}";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Word(RunTrigger trigger) => trigger == RunTrigger.DataArrived ? "data arrived" : trigger.ToString().ToLowerInvariant();
}
