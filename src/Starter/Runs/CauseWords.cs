using System.Globalization;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Runs;

/// <summary>Why a run began, and what it waited for, in words.</summary>
internal static class CauseWords
{
    /// <summary>The trigger that set it off, and the kinds that joined it.</summary>
    public static string Triggers(RunTrigger trigger, IReadOnlyList<RunCause> causes) =>
        string.Join(" + ", causes.Select(cause => cause.Trigger).Prepend(trigger).Distinct().Select(Word));

    public static string Of(RunCause cause) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Word(cause.Trigger)}, {Moment.Text(cause.At)}: {cause.What}{(cause.Count > 1 ? $" ({cause.Count} times)" : "")}");

    public static string Of(RunWait wait) => wait.IsWaived
        ? $"not held by {wait.Rule}, because a person asked{(wait.Until > wait.From ? $" (until {Moment.Text(wait.Until)})" : "")}"
        : $"{DurationText.Of(wait.Until - wait.From)} for {wait.Rule}, until {Moment.Text(wait.Until)}";

    public static string Word(RunTrigger trigger) => trigger == RunTrigger.DataArrived ? "data arrived" : trigger.ToString().ToLowerInvariant();
}
