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
    public void PlaceOfTheSchema_IsWhereNothingOrAnOlderOneIs()
    {
        Assert.True(PublishedSchema.MayStandAt(File));
        System.IO.File.WriteAllText(File, """{"$id": "urn:mdlc:schema:v1:model", "type": "object"}""");
        Assert.True(PublishedSchema.MayStandAt(File));

        PublishedSchema.Write(File);

        Assert.Equal(PublishedSchema.Text, System.IO.File.ReadAllText(File));
        Assert.True(PublishedSchema.MayStandAt(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("notes")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"$id": "https://json.example/other"}""")]
    public void PlaceOfTheSchema_IsNotWhereAnotherFileIs(string text)
    {
        System.IO.File.WriteAllText(File, text);

        Assert.False(PublishedSchema.MayStandAt(File));
    }

    [Fact]
    public void PlaceOfTheSchema_IsNoDevice()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/zero"), "needs /dev/zero");

        Assert.False(PublishedSchema.MayStandAt("/dev/zero"));
    }
}
