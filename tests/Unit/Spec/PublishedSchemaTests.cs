using Mdlc.Spec;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Spec;

public sealed class PublishedSchemaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-schema-").FullName;

    private string File => Path.Combine(_folder, PublishedSchema.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Text_IsThePublishedFile() => Assert.Equal(Repository.ReadText("docs/schema/model.schema.json"), PublishedSchema.Text);

    [Fact]
    public void TryWrite_WhereNothingOrAnOlderOneOfOursIs_WritesIt()
    {
        Assert.True(PublishedSchema.TryWrite(File));
        System.IO.File.WriteAllText(File, """{"$id": "urn:mdlc:schema:v1:model", "type": "object"}""");

        Assert.True(PublishedSchema.TryWrite(File));
        Assert.Equal(PublishedSchema.Text, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("notes")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"$id": "https://json.example/other"}""")]
    public void TryWrite_OverAnotherFile_LeavesIt(string text)
    {
        System.IO.File.WriteAllText(File, text);

        Assert.False(PublishedSchema.TryWrite(File));
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }
}
