using Mdlc.Starter.Demo;

namespace Mdlc.Unit.Tests.Starter.Demo;

/// <summary>A command that is suggested works from any folder.</summary>
public sealed class TypedCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc typed ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Command_OfAnExecutable_NamesItByItsPath() =>
        Assert.Equal("/opt/mdlc/mdlc serve --home '/home/a b/it'\\''s'", TypedCommand.Of("/opt/mdlc/mdlc", "/opt/mdlc/mdlc.dll", "/usr/bin", "serve", "--home", "/home/a b/it's"));

    [Fact]
    public void Command_OfALibrary_IsThatOfDotnet() =>
        Assert.Equal("dotnet exec '/opt/m d/mdlc.dll' serve", TypedCommand.Of("/usr/share/dotnet/dotnet", "/opt/m d/mdlc.dll", null, "serve"));

    [Fact]
    public void Command_OfWhatIsFoundByItsName_IsTheName()
    {
        var (real, link) = (Path.Combine(_folder, "store", "mdlc"), Path.Combine(_folder, "mdlc"));
        Directory.CreateDirectory(Path.GetDirectoryName(real)!);
        File.WriteAllText(real, "");
        File.CreateSymbolicLink(link, real);

        Assert.Equal("mdlc serve", TypedCommand.Of(real, "x", $"relative:/nowhere:{_folder}", "serve"));
        Assert.Equal("mdlc serve", TypedCommand.Of(link, "x", _folder, "serve"));
        Assert.Equal($"'{real}' serve", TypedCommand.Of(real, "x", "/nowhere", "serve"));
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("a;b", "'a;b'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("/a/b-c_1.2:3", "/a/b-c_1.2:3")]
    public void Word_ThatAShellWouldRead_IsQuoted(string word, string expected) => Assert.Equal(expected, TypedCommand.Quoted(word));
}
