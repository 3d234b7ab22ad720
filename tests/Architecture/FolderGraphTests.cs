namespace Mdlc.Architecture.Tests;

/// <summary>The search for cycles, on sources made up for it.</summary>
public sealed class FolderGraphTests
{
    [Fact]
    public void Folders_ThatUseEachOther_AreTold_WithFilesAndNames() =>
        Assert.Equal(
            ["src/P/High → src/P/Low: Roof.cs uses Wall\n    src/P/Low → src/P/High: Wall.cs uses Roof"],
            CyclesOf(
                ("High/Roof.cs", "using Mdlc.P.Low;\nnamespace Mdlc.P.High;\npublic sealed class Roof(Wall wall);"),
                ("Low/Wall.cs", "using Mdlc.P.High;\nnamespace Mdlc.P.Low;\npublic sealed class Wall(Roof roof);")));

    [Fact]
    public void Folders_InOneDirection_AreFine() =>
        Assert.Empty(CyclesOf(
            ("High/Roof.cs", "using Mdlc.P.Low;\nnamespace Mdlc.P.High;\npublic sealed class Roof(Wall wall);"),
            ("Low/Wall.cs", "namespace Mdlc.P.Low;\npublic sealed class Wall;")));

    [Fact]
    public void Way_RoundThreeFolders_IsTold_ShortestFirst() =>
        Assert.Equal(
            ["src/P/A → src/P/B: A.cs uses B\n    src/P/B → src/P/C: B.cs uses C\n    src/P/C → src/P/A: C.cs uses A"],
            CyclesOf(
                ("A/A.cs", "using Mdlc.P.B;\nnamespace Mdlc.P.A;\ninternal sealed class A(B b);"),
                ("B/B.cs", "using Mdlc.P.C;\nnamespace Mdlc.P.B;\ninternal sealed class B(C c);"),
                ("C/C.cs", "using Mdlc.P.A;\nnamespace Mdlc.P.C;\ninternal sealed class C(A a);")));

    [Fact]
    public void Child_SeesItsParent_WithoutAUsing() =>
        Assert.Equal(
            ["src/P → src/P/Room: House.cs uses Door\n    src/P/Room → src/P: Door.cs uses House"],
            CyclesOf(
                ("House.cs", "using Mdlc.P.Room;\nnamespace Mdlc.P;\npublic sealed class House(Door door);"),
                ("Room/Door.cs", "namespace Mdlc.P.Room;\npublic sealed class Door { public House? In { get; init; } }")));

    [Theory]
    [InlineData("public Wall? Wall { get; init; }\n    public bool Is => this.House.Stands;")]
    [InlineData("/* of a House */ // of a House\n    /// <see cref=\"House\"/>")]
    [InlineData(""""string A => "House" + @"a ""House""" + '"' + "\"House"; """")]
    [InlineData("""string A => $"House {{House}} {1 + 1:House}" + $@"{{House"; """)]
    [InlineData("string A => \"\"\"\n    a \"House\" {House}\n    \"\"\";")]
    [InlineData("string A => $$\"\"\"\n    a \"House\" {House} {{1}} House\n    \"\"\";")]
    [InlineData("""string A => $"{House.Name}"; """, true)]
    [InlineData("""string A => $"a {(1 > 0 ? $"{new House()}" : "")}"; """, true)]
    [InlineData("""string A => $@"a ""{House.Name}"" "; """, true)]
    [InlineData("string A => $$\"\"\"\n    {House} {{House.Name}}\n    \"\"\";", true)]
    [InlineData("char A => '\\''; House? B => null;", true)]
    [InlineData("int A => 1;\n#pragma warning disable House\n")]
    public void Name_InCode_IsAUse_AndInTextOrAComment_IsNone(string member, bool uses = false) =>
        Assert.Equal(uses, Graph(
            ("House.cs", "namespace Mdlc.P;\npublic sealed class House;"),
            ("Room/Door.cs", $"namespace Mdlc.P.Room;\npublic sealed class Door\n{{\n    {member}\n}}")).Uses.Count > 0);

    [Fact]
    public void Name_OfTheNearestNamespace_IsMeant() =>
        Assert.Equal(
            [new FolderUse("src/P/Room/Closet", "src/P/Room", "Key.cs", "Door")],
            Graph(
                ("Door.cs", "namespace Mdlc.P;\npublic sealed class Door;"),
                ("Room/Door.cs", "namespace Mdlc.P.Room;\npublic sealed class Door;"),
                ("Room/Closet/Key.cs", "namespace Mdlc.P.Room.Closet;\npublic sealed class Key(Door door);")).Uses);

    [Fact]
    public void ExtensionMethod_ThatIsCalled_IsAUse() =>
        Assert.Equal(
            [new FolderUse("src/P/Room", "src/P/Paint", "Door.cs", "Painted")],
            Graph(
                ("Paint/Painting.cs", "namespace Mdlc.P.Paint;\npublic static class Painting\n{\n    public static async Task<(int, T[])> Painted<T>(\n        this T what) => what;\n}"),
                ("Room/Door.cs", "using Mdlc.P.Paint;\nnamespace Mdlc.P.Room;\npublic sealed class Door { object Red => this\n    .Painted(); }")).Uses);

    [Theory]
    [InlineData("using Color = Mdlc.P.Paint.Red;", "Color")]
    [InlineData("using static Mdlc.P.Paint.Red;", "object")]
    [InlineData("", "Mdlc.P.Paint.Red")]
    [InlineData("", "Paint.Red")]
    [InlineData("", "global::Mdlc.P.Paint.Red")]
    public void Type_ByAnAliasOrWithItsNamespace_IsAUse(string header, string type) =>
        Assert.Equal(
            [new FolderUse("src/P/Room", "src/P/Paint", "Door.cs", "Red")],
            Graph(
                ("Paint/Red.cs", "namespace Mdlc.P.Paint;\npublic sealed class Red;"),
                ("Room/Door.cs", $"{header}\nnamespace Mdlc.P.Room;\npublic sealed class Door({type} color);")).Uses);

    [Fact]
    public void Using_ThatOnlyACommentNeeds_IsNone_AndOneThatNothingExplains_IsAUse()
    {
        var red = ("Paint/Red.cs", "namespace Mdlc.P.Paint;\npublic sealed class Red;");

        Assert.Empty(Graph(red, ("Room/Door.cs", "using Mdlc.P.Paint;\nnamespace Mdlc.P.Room;\n/// <see cref=\"Red\"/>\npublic sealed class Door;")).Uses);
        Assert.Single(Graph(red, ("Room/Door.cs", "using Mdlc.P.Paint;\nnamespace Mdlc.P.Room;\npublic sealed class Door;")).Uses);
    }

    [Fact]
    public void TopLevelStatements_BelongToTheirFolder() =>
        Assert.Equal(
            [new FolderUse("src/P", "src/P/Room", "Program.cs", "Door")],
            Graph(("Program.cs", "using Mdlc.P.Room;\n\nnew Door().Open();"), ("Room/Door.cs", "namespace Mdlc.P.Room;\npublic sealed class Door;")).Uses);

    private static IEnumerable<string> CyclesOf(params (string Path, string Text)[] files) => Graph(files).Cycles();

    private static FolderGraph Graph(params (string Path, string Text)[] files) => new([.. files.Select(f => new SourceFile($"src/P/{f.Path}", f.Text))]);
}
