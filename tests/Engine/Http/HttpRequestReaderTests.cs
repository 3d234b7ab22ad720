using Mdlc.Engine.Http;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Tests.Http;

public sealed class HttpRequestReaderTests
{
    private static readonly HttpRouter Router = new(HttpRules.Of(WorkflowServiceReflection.Descriptor.Services));

    [Fact]
    public void Query_FillsFieldsOfAllKinds()
    {
        var request = Read<GetWorkflowExecutionHistoryRequest>(
            "GET", "namespaces/default/workflows/w/history", "",
            ("execution.runId", "r"), ("maximumPageSize", "7"), ("wait_new_event", "true"), ("nextPageToken", "AQ=="),
            ("historyEventFilterType", "HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT"), ("bogus", "1"));

        Assert.Equal(("w", "r"), (request.Execution.WorkflowId, request.Execution.RunId));
        Assert.Equal(("default", 7, true), (request.Namespace, request.MaximumPageSize, request.WaitNewEvent));
        Assert.Equal(HistoryEventFilterType.CloseEvent, request.HistoryEventFilterType);
        Assert.Equal([1], request.NextPageToken.ToByteArray());
    }

    [Fact]
    public void Path_HasTheLastWord()
    {
        var request = Read<SignalWorkflowExecutionRequest>(
            "POST", "namespaces/default/workflows/w/signal/go", """{"signalName": "stop", "namespace": "other", "workflowExecution": {"runId": "r", "workflowId": "x"}}""");

        Assert.Equal(("default", "go", "w", "r"), (request.Namespace, request.SignalName, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId));
    }

    [Theory]
    [InlineData("maximumPageSize", "many", "Int32")]
    [InlineData("historyEventFilterType", "SOME", "HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT")]
    [InlineData("waitNewEvent", "maybe", "Bool")]
    [InlineData("nextPageToken", "%", "Bytes")]
    [InlineData("execution", "w", "WorkflowExecution")]
    public void Query_OfAnotherType_IsRefusedWithBothSides(string name, string value, string expected)
    {
        var refusal = Assert.Throws<InvalidHttpRequestException>(
            () => Read<GetWorkflowExecutionHistoryRequest>("GET", "namespaces/default/workflows/w/history", "", (name, value)));

        Assert.Contains($"\"{value}\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("[1]")]
    [InlineData("""{"noSuchField": 1}""")]
    [InlineData("""{"taskQueue": "q"}""")]
    [InlineData("""{"attempt": {}}""")]
    public void Body_ThatIsNotTheMessage_IsRefused(string body) =>
        Assert.Throws<InvalidHttpRequestException>(() => Read<StartWorkflowExecutionRequest>("POST", "namespaces/default/workflows/w", body));

    private static T Read<T>(string verb, string path, string body, params (string Name, string Value)[] query) => (T)HttpRequestReader.Read(
        Router.Find(verb, path.Split('/')), query.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)), body, shorthand: true);
}
