namespace Mdlc.EndToEnd.Tests;

/// <summary>Scripts read what <c>--json</c> prints: one document, whatever happens.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData(0, "runs")]
    [InlineData(0, "models")]
    [InlineData(0, "doctor")]
    [InlineData(1, "model", "show", "nobody")]
    [InlineData(1, "predict", "nobody", "--file", "none.csv")]
    [InlineData(1, "monitor", "nobody", "--file", "none.csv")]
    [InlineData(2, "run", "none.yaml")]
    [InlineData(1, "run", "show", "e2e/nothing/1")]
    [InlineData(2, "run", "show", "what")]
    [InlineData(1, "run", "retry", "e2e/nothing/1")]
    [InlineData(1, "run", "abort", "e2e/nothing/1")]
    [InlineData(1, "init", "none.csv", "--label", "y")]
    [InlineData(1, "schedule", "nobody", "--cron", "0 3 * * *")]
    [InlineData(2, "schedule", "nobody", "--cron", "0 3 * *")]
    [InlineData(2, "schedule", "nobody", "--cron", "0 3 * * *", "--time-zone", "Europe/Berln")]
    [InlineData(2, "schedule", "nobody", "--pause", "--resume")]
    [InlineData(2, "webhook", "--url", "https://127.0.0.1:8090")]
    [InlineData(2, "runs", "--frob")]
    [InlineData(2, "frob")]
    public async Task Json_OnAnEmptyHome_IsOneDocument(int exitCode, params string[] arguments)
    {
        using var place = new Workplace();

        var result = await place.MdlcAsync([.. arguments, "--json"]);

        Assert.NotNull(result.Json);
        Assert.True(result.ExitCode == exitCode, result.ToString());
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("models")]
    [InlineData("run", "model.yaml")]
    [InlineData("serve", "--port", "0")]
    [InlineData("webhook", "--url", "http://127.0.0.1:0")]
    [InlineData("dev", "--serve", "http://127.0.0.1:0", "--pages-port", "0")]
    public async Task Json_WithAHomeThatIsAFile_IsAClearError(params string[] arguments)
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 100);
        place.WriteSpec();
        File.WriteAllText(place.Home, "not a folder");

        var result = await place.MdlcAsync([.. arguments, "--json"]);

        Assert.Contains("is a file", (string)result.Json["error"]!, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("models")]
    public async Task ReadOnlyCommands_OnAnEmptyFolder_WriteNothing(string command)
    {
        using var place = new Workplace();

        var result = await place.MdlcAsync(command, "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Folder));
    }
}
