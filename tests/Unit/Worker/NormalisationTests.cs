using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Mdlc.Unit.Tests.Worker;

/// <summary>One text in two forms is one value in every process, or the process says that it cannot see that.</summary>
public sealed class NormalisationTests : IDisposable
{
    private const string Switch = "System.Globalization.Invariant";

    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-processes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Mdlc.Trainer")]
    [InlineData("Mdlc.Worker")]
    [InlineData("mdlc")]
    public void Configuration_OfEachProgram_KnowsUnicodeWhateverTheEnvironmentSays(string program) =>
        Assert.False(ConfigurationOf(program)["runtimeOptions"]!["configProperties"]![Switch]!.GetValue<bool>());

    [Theory]
    [InlineData("Mdlc.Trainer", "job.json")]
    [InlineData("mdlc", "serve", "--port", "0")]
    public async Task Start_WithoutUnicodesTables_EndsWithTheReason(string program, params string[] arguments)
    {
        var configuration = ConfigurationOf(program);
        configuration["runtimeOptions"]!["configProperties"]![Switch] = true;
        var file = Path.Combine(_folder, $"{program}.runtimeconfig.json");
        await File.WriteAllTextAsync(file, configuration.ToJsonString(), TestContext.Current.CancellationToken);

        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
            Environment = { ["MDLC_HOME"] = Path.Combine(_folder, "home") },
        };
        string[] all = ["exec", "--runtimeconfig", file, "--depsfile", PathOf($"{program}.deps.json"), PathOf($"{program}.dll"), .. arguments];
        Array.ForEach(all, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("cannot normalise text", await output + errors, StringComparison.Ordinal);
    }

    private static JsonNode ConfigurationOf(string program) => JsonNode.Parse(File.ReadAllText(PathOf($"{program}.runtimeconfig.json")))!;

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
