using Mdlc.Engine.Http;

namespace Mdlc.Engine.Tests.Http;

public sealed class PathTemplateTests
{
    [Fact]
    public void Match_FillsFields()
    {
        var template = PathTemplate.Parse("/namespaces/{namespace}/workflows/{execution.workflow_id}/history");

        Assert.Equal(
            [new("namespace", "default"), new("execution.workflow_id", "a/b")],
            template.Match(["namespaces", "default", "workflows", "a/b", "history"])!);
    }

    [Theory]
    [InlineData("namespaces", "default", "workflows", "a", "histories")]
    [InlineData("namespaces", "default", "workflows", "", "history")]
    [InlineData("namespaces", "default", "workflows", "a")]
    public void Match_AnotherPath_IsNone(params string[] path) =>
        Assert.Null(PathTemplate.Parse("/namespaces/{namespace}/workflows/{execution.workflow_id}/history").Match(path));

    [Theory]
    [InlineData("/a/{b=**}")]
    [InlineData("/a/*")]
    [InlineData("/a/{}")]
    [InlineData("/a//b")]
    public void Parse_AFormThatIsNotServed_SaysSo(string template) =>
        Assert.Contains(template, Assert.Throws<FormatException>(() => PathTemplate.Parse(template)).Message, StringComparison.Ordinal);
}
