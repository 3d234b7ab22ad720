using System.Text.Json.Nodes;
using Mdlc.Conformance.Tests.Comparison;

namespace Mdlc.Conformance.Tests;

public sealed class LostTasksTests
{
    [Theory]
    [InlineData("""[{"eventType": "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"}, {"eventType": "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"}]""", 1)]
    [InlineData("""[{"eventType": "EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT"}, {"eventType": "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"}]""", 2)]
    [InlineData("""[{"eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT"}]""", 0)]
    [InlineData("""{"eventType": "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"}""", 0)]
    public void Count_IsOfTasksThatTimedOut_InHistories(string recorded, int expected)
    {
        var document = new ScenarioDocument();
        document.Add("recorded", JsonNode.Parse(recorded)!);

        Assert.Equal(expected, LostTasks.Count(document));
    }
}
