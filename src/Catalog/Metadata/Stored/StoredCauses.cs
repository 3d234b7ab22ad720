using System.Text.Json;
using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata.Stored;

/// <summary>Why a run began, and what it waited for.</summary>
internal static class StoredCauses
{
    public static RunCause Cause(JsonElement value)
    {
        RunTrigger? trigger = null;
        string? id = null, what = null;
        DateTimeOffset? at = null;
        var count = 1L;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "trigger": trigger = StoredRunReport.Trigger(StoredValues.Text(member.Value)); break;
                case "id": id = StoredValues.Text(member.Value); break;
                case "at": at = StoredValues.Moment(member.Value); break;
                case "what": what = StoredValues.Text(member.Value); break;
                case "count": count = StoredValues.Count(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return trigger is null || id is null || at is null || what is null ? throw new NotPlainException() : new RunCause(trigger.Value, id, at.Value, what) { Count = count };
    }

    public static RunWait Wait(JsonElement value)
    {
        string? rule = null;
        DateTimeOffset? from = null, until = null;
        var isWaived = false;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "rule": rule = StoredValues.Text(member.Value); break;
                case "from": from = StoredValues.Moment(member.Value); break;
                case "until": until = StoredValues.Moment(member.Value); break;
                case "isWaived": isWaived = StoredValues.Flag(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return rule is null || from is null || until is null ? throw new NotPlainException() : new RunWait(rule, from.Value, until.Value) { IsWaived = isWaived };
    }
}
