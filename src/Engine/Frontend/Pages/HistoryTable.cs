using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>Events, oldest first: each with what it is about, and all its attributes behind a click.</summary>
internal static partial class HistoryTable
{
    private static readonly OneofDescriptor Attributes = HistoryEvent.Descriptor.Oneofs.Single(oneof => oneof.Name == "attributes");

    /// <summary>Fields that say what an event is about; the first that the event has is shown.</summary>
    private static readonly string[] Subjects =
        ["activity_type", "signal_name", "timer_id", "marker_name", "workflow_type", "reason", "cause", "activity_id", "identity"];

    public static Html Render(PageLinks links, IReadOnlyList<HistoryEvent> events, Timestamp start)
    {
        var byId = events.ToDictionary(e => e.EventId);
        return Html.Of($"""
            <div class="scroll"><table class="history">
            <thead><tr><th class="number">Event</th><th>Time</th><th class="number">After</th><th>What</th><th>About</th></tr></thead>
            <tbody>
            {Html.Join(events.Select(e => Row(links, e, byId, start)))}
            </tbody></table></div>
            """);
    }

    private static Html Row(PageLinks links, HistoryEvent e, Dictionary<long, HistoryEvent> events, Timestamp start) => Html.Of($"""
        <tr class="{Kind(e.EventType)}"><td class="number">{e.EventId}</td><td>{Moments.Of(e.EventTime)}</td><td class="number">{Moments.Between(start, e.EventTime)}</td><td>{Layout.Words(e.EventType.ToString())}</td><td>{About(e, events)}{Child(links, e)}{Summary(e)}<details><summary>Attributes</summary><pre>{Details(e)}</pre></details></td></tr>

        """);

    private static string About(HistoryEvent e, Dictionary<long, HistoryEvent> events) =>
        Subject(AttributesOf(e)) is { Length: > 0 } own and not null && ScheduledBy(e) == 0 ? own
        : events.TryGetValue(ScheduledBy(e), out var scheduled) ? Subject(AttributesOf(scheduled))
        : Subject(AttributesOf(e));

    /// <summary>The event that an activity's or a child's later events go back to: it has the name.</summary>
    private static long ScheduledBy(HistoryEvent e)
    {
        var attributes = AttributesOf(e);
        var field = e.EventType.ToString().StartsWith("ActivityTask", StringComparison.Ordinal) ? attributes?.Descriptor.FindFieldByName("scheduled_event_id") : null;
        return field is null ? 0 : (long)field.Accessor.GetValue(attributes);
    }

    private static Html Child(PageLinks links, HistoryEvent e) =>
        AttributesOf(e) is { } attributes && attributes.Descriptor.FindFieldByName("workflow_execution")?.Accessor.GetValue(attributes) is WorkflowExecution { WorkflowId.Length: > 0 } child
            ? Html.Of($" <a href=\"{links.Workflow(child.WorkflowId, child.RunId)}\">{child.WorkflowId}</a>")
            : Html.Empty;

    private static Html Summary(HistoryEvent e) =>
        e.UserMetadata?.Summary is { } summary ? Html.Of($" <span class=\"summary\">{PayloadText.Of(summary)}</span>") : Html.Empty;

    private static string Details(HistoryEvent e) => AttributesOf(e) is { } attributes ? PayloadText.Of(attributes) : "";

    private static IMessage? AttributesOf(HistoryEvent e) => Attributes.Accessor.GetCaseFieldDescriptor(e)?.Accessor.GetValue(e) as IMessage;

    private static string Subject(IMessage? attributes)
    {
        foreach (var name in Subjects)
        {
            if (attributes?.Descriptor.FindFieldByName(name) is { } field && Text(field.Accessor.GetValue(attributes)) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    private static string Text(object? value) => value switch
    {
        string text => text,
        ActivityType type => type.Name,
        WorkflowType type => type.Name,
        Enum number => Layout.Words(number.ToString()),
        _ => "",
    };

    /// <summary>The colour of the row: what ended well, what ended badly, what is only bookkeeping.</summary>
    private static string Kind(EventType type) => type.ToString() switch
    {
        var name when Bad().IsMatch(name) => "bad",
        "WorkflowExecutionCompleted" or "ActivityTaskCompleted" or "ChildWorkflowExecutionCompleted" => "good",
        var name when name.StartsWith("WorkflowTask", StringComparison.Ordinal) => "quiet",
        _ => "plain",
    };

    [GeneratedRegex("(Failed|TimedOut|Terminated|Canceled)$")]
    private static partial Regex Bad();
}
