using Mdlc.Engine.Http;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Tests.Http;

public sealed class HttpRouterTests
{
    private static readonly HttpRouter Router = new(HttpRules.Of([.. WorkflowServiceReflection.Descriptor.Services, .. OperatorServiceReflection.Descriptor.Services]));

    [Theory]
    [InlineData("GET", "api/v1/namespaces", "ListNamespaces")]
    [InlineData("GET", "cluster/namespaces/default", "DescribeNamespace")]
    [InlineData("GET", "namespaces/default/workflows/w", "DescribeWorkflowExecution")]
    [InlineData("GET", "api/v1/namespaces/default/workflows/w/history-reverse", "GetWorkflowExecutionHistoryReverse")]
    [InlineData("POST", "api/v1/namespaces/default/workflows/w", "StartWorkflowExecution")]
    [InlineData("POST", "api/v1/namespaces/default/workflows/w/signal/go", "SignalWorkflowExecution")]
    [InlineData("POST", "namespaces/default/workflows/w/query/__stack_trace", "QueryWorkflow")]
    [InlineData("GET", "api/v1/namespaces/default/search-attributes", "ListSearchAttributes")]
    [InlineData("DELETE", "api/v1/namespaces/default/schedules/nightly", "DeleteSchedule")]
    public void Find_ByVerbAndPath_IsTheCall(string verb, string path, string call) =>
        Assert.Equal(call, Router.Find(verb, path.Split('/')).Binding?.Method.Name);

    [Fact]
    public void Find_WordsBeforeFields()
    {
        // Both /namespaces/{namespace}/workflows/{id}/… and a word in that place would fit.
        var route = Router.Find("GET", "api/v1/namespaces/default/workflows/history/history".Split('/'));

        Assert.Equal("GetWorkflowExecutionHistory", route.Binding!.Method.Name);
        Assert.Contains(new("execution.workflow_id", "history"), route.PathFields);
    }

    [Fact]
    public void Find_AnotherVerb_IsTold() => Assert.Equal(HttpRouteKind.OtherVerb, Router.Find("PUT", ["system-info"]).Kind);

    [Fact]
    public void Find_Nothing_IsTold() => Assert.Equal(HttpRouteKind.None, Router.Find("GET", ["nothing"]).Kind);
}
