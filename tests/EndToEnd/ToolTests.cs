namespace Mdlc.EndToEnd.Tests;

/// <summary>What <c>dotnet pack</c> makes, as somebody has it who has never seen this repository.</summary>
public sealed class ToolTests
{
    /// <summary>A folder with what <c>dotnet pack src/Starter -c Release -o</c> has made.</summary>
    private static readonly string? Packages = Environment.GetEnvironmentVariable("MDLC_PACKAGE");

    [Fact]
    public async Task Tool_InstalledIntoAnEmptyHome_RunsTheDemo()
    {
        Assert.SkipUnless(Directory.Exists(Packages), "needs MDLC_PACKAGE: a folder with what `dotnet pack src/Starter -c Release -o FOLDER` has made");
        using var place = new Workplace();
        var home = Directory.CreateDirectory(Path.Combine(place.Folder, "home")).FullName;
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = home,
            ["DOTNET_CLI_HOME"] = home,
            ["NUGET_PACKAGES"] = null,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };

        var install = await MdlcProcess.RunProgramAsync("dotnet", place.Folder, environment, "tool", "install", "--global", "mdlc", "--source", Packages!);
        Assert.True(install.ExitCode == 0, install.ToString());
        var demo = await MdlcProcess.RunProgramAsync(Path.Combine(home, ".dotnet", "tools", "mdlc"), place.Folder, environment, "demo", "--json");

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Equal("demo/bike-demand/1", (string?)demo.Json["first"]!["run"]);
    }
}
