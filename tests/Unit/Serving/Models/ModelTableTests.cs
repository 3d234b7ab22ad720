using Mdlc.Catalog.Models;
using Mdlc.Contracts.Models;
using Mdlc.Serving.Models;

namespace Mdlc.Unit.Tests.Serving.Models;

public sealed class ModelTableTests
{
    [Fact]
    public void Find_ByAShortName_IsTheModelWhileOneProjectHasIt()
    {
        var one = ModelTable.Empty.With(Model("p", "bikes", 1));
        var two = one.With(Model("q", "bikes", 2));

        Assert.Equal("1", one.Find("bikes")!.Version);
        Assert.Empty(one.MeaningsOf("bikes"));
        Assert.Null(two.Find("bikes"));
        Assert.Equal(["p.bikes", "q.bikes"], two.MeaningsOf("bikes"));
        Assert.Equal("2", two.Find("q.bikes")!.Version);
        Assert.Equal("2", two.Without("p", "bikes").Find("bikes")!.Version);
    }

    /// <summary>Whoever asks for a project's model gets that one, and none of another project that is called alike.</summary>
    [Fact]
    public void Find_ByAQualifiedName_IsThatModel_ThoughAnotherIsCalledSo()
    {
        var table = ModelTable.Empty.With(Model("p", "bikes", 1)).With(Model("q", "p.bikes", 2));

        Assert.Equal("1", table.Find("p.bikes")!.Version);
        Assert.Equal("2", table.Find("q.p.bikes")!.Version);
    }

    [Fact]
    public void With_AnotherVersion_TakesThePlaceOfTheFirst()
    {
        var table = ModelTable.Empty.With(Model("p", "bikes", 1)).With(Model("p", "bikes", 2));

        Assert.Equal("2", Assert.Single(table.Models).Version);
    }

    private static LoadedModel Model(string project, string name, int version)
    {
        using var zip = new MemoryStream(SmallModels.Binary.Zip);
        var package = new ModelPackage(project, name, version, "run", "digest", "snapshot", "folder", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
        return new LoadedModel(package, ModelScorer.Load(zip, SmallModels.Binary.Signature));
    }
}
