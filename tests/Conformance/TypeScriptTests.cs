using System.Diagnostics;
using Mdlc.Conformance.Tests.Servers;
using Mdlc.Tests.Shared;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.Conformance.Tests;

/// <summary>
/// A client and a worker of Temporal's TypeScript SDK run the scenarios of <c>tests/TypeScript</c>: what they expect of a server holds on
/// the real one and on the engine.
/// </summary>
public sealed class TypeScriptTests(ConformanceServers servers)
{
    private const string Needed = "needs node, and `npm ci --ignore-scripts` done in tests/TypeScript";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "TypeScript");

    [Theory]
    [InlineData(ServerKind.Engine)]
    [InlineData(ServerKind.Real)]
    public async Task Scenarios_RunOn(ServerKind kind)
    {
        Assert.SkipWhen(Executables.OnPath("node") is null || !Directory.Exists(Path.Combine(Folder, "node_modules")), Needed);
        Assert.SkipWhen(kind == ServerKind.Real && !RealServer.IsAtHand, RealServer.Needed);

        await NodeAsync(null, "node_modules/typescript/bin/tsc");
        var output = await NodeAsync(await servers.AddressAsync(kind), "--test", "--test-reporter=tap", "lib/scenarios.test.js");

        Assert.Contains("\n# fail 0\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# pass 0\n", output, StringComparison.Ordinal);
    }

    /// <summary>Runs node in the folder; its failure is the test's, with all that it said.</summary>
    private static async Task<string> NodeAsync(string? address, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TEMPORAL_ADDRESS"] = address;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{await error}");
        return output;
    }
}
