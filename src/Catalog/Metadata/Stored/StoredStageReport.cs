using System.Text.Json;
using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata.Stored;

internal static class StoredStageReport
{
    public static StageReport Read(JsonElement value)
    {
        string? name = null, summary = null, interruptedBy = null, outcome = null;
        StageState? state = null;
        int? attempts = null, mostInterruptions = null;
        var interruptions = 0;
        double? seconds = null;
        IReadOnlyList<string> notes = [];
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "name": name = StoredValues.Text(member.Value); break;
                case "state": state = State(StoredValues.Text(member.Value)); break;
                case "attempts": attempts = StoredValues.Number(member.Value); break;
                case "seconds": seconds = StoredValues.MeasureOrNull(member.Value); break;
                case "summary": summary = StoredValues.TextOrNull(member.Value); break;
                case "notes": notes = StoredValues.List(member.Value, StoredValues.Text); break;
                case "interruptions": interruptions = StoredValues.Number(member.Value); break;
                case "mostInterruptions": mostInterruptions = StoredValues.NumberOrNull(member.Value); break;
                case "interruptedBy": interruptedBy = StoredValues.TextOrNull(member.Value); break;
                case "outcome": outcome = StoredValues.TextOrNull(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return name is null || state is null || attempts is null
            ? throw new NotPlainException()
            : new StageReport(name, state.Value, attempts.Value, seconds, summary)
            {
                Notes = notes,
                Interruptions = interruptions,
                MostInterruptions = mostInterruptions,
                InterruptedBy = interruptedBy,
                Outcome = outcome,
            };
    }

    private static StageState State(string word) => word switch
    {
        "waiting" => StageState.Waiting,
        "running" => StageState.Running,
        "succeeded" => StageState.Succeeded,
        "pending" => StageState.Pending,
        "failed" => StageState.Failed,
        "suspended" => StageState.Suspended,
        "skipped" => StageState.Skipped,
        "aborted" => StageState.Aborted,
        _ => throw new NotPlainException(),
    };
}
