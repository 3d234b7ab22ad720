using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mdlc.Tests.Shared.Docs;

namespace Mdlc.EndToEnd.Tests;

/// <summary>
/// The tutorial as a reader goes through it, every block in order, and before its last one the calls of docs/calling.md to the same server. What is
/// not taken as it stands is where the server and the webhook listen, and the first block, which builds mdlc: it is built.
/// </summary>
public sealed class TutorialTests
{
    private const string Tutorial = "docs/tutorial.md";
    private const string Calling = "docs/calling.md";

    /// <summary>The reader has these; a machine without them cannot follow.</summary>
    private static readonly string[] Tools = ["bash", "awk", "curl"];

    [Fact]
    public async Task Tutorial_FollowedToItsEnd_DoesWhatItSays()
    {
        foreach (var tool in Tools)
        {
            Assert.SkipUnless(ReaderScript.IsThere(tool), $"needs {tool}");
        }

        using var place = new Workplace();
        var (serving, webhook) = FreePorts();
        var script = new StringBuilder(ReaderScript.Head);
        foreach (var block in Blocks())
        {
            var text = block.Text
                .Replace("localhost:8080", $"localhost:{serving}", StringComparison.Ordinal)
                .Replace("mdlc dev ", $"mdlc dev --serve http://127.0.0.1:{serving} --pages-port 0 --webhook http://127.0.0.1:{webhook} --web-port 0 ", StringComparison.Ordinal);
            script.Append(CultureInfo.InvariantCulture, $"\necho '== {block}'\n{Command(block, text)}");
        }

        var (exit, output) = await ReaderScript.RunAsync(place.Folder, script.ToString());

        Assert.True(exit == 0, output);
        var customers = Path.Combine(place.Folder, "customers");
        var card = await File.ReadAllTextAsync(Path.Combine(customers, ".mdlc/models/default/churn/2/card.md"), TestContext.Current.CancellationToken);
        Assert.Contains("- owner: customer team\n- tags: customers, monthly\n", card, StringComparison.Ordinal);
        Assert.Contains("- Not for prices or contracts.\n", card, StringComparison.Ordinal);

        // What the text says of each step.
        Said(output, "column 'customer' is dropped");
        Said(output, "no server runs; the next one serves it; version 1 is champion");
        Said(output, "customer,prediction,probability,score,model_version,threshold");
        Said(output, "\"prediction\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"yes\"]");
        Said(output, "1 of 5 columns drifted: logins (strong");
        Said(output, "exit code 3");
        Said(output, "served by 1 server; version 2 is champion");
        Said(output, "churn@2 over churn@1: auc better by");
        Said(output, "version 1 is champion");
        Said(output, "0 3 1 * *   Europe/Berlin");
        Assert.Equal(ReaderScript.IsThere("python3") ? 2 : 1, output.Split('\n').Count(line => line.StartsWith("no, 0.0", StringComparison.Ordinal) && line.EndsWith("(version 2)", StringComparison.Ordinal)));
    }

    private static void Said(string output, string words) => Assert.True(output.Contains(words, StringComparison.Ordinal), $"It was not said: {words}\n{output}");

    /// <summary>Both pages': the tutorial's last block ends the server that the other one calls.</summary>
    private static IEnumerable<CodeBlock> Blocks()
    {
        // Text is what a command has answered.
        var tutorial = CodeBlock.AllOf(Tutorial).Where(block => block.Language != "text").ToList();
        var (build, end) = (tutorial[0], tutorial[^1]);
        Assert.StartsWith("dotnet build src/Starter", build.Text, StringComparison.Ordinal);
        Assert.Contains("kill \"$DEV\"", end.Text, StringComparison.Ordinal);
        return [.. tutorial[1..^1], .. CodeBlock.AllOf(Calling), end];
    }

    private static string Command(CodeBlock block, string text) => block.Language switch
    {
        "sh" => text,
        "python" when !ReaderScript.IsThere("python3") => "echo 'there is no python3: not run'\n",
        "python" => $"cat > call.py <<'SOURCE'\n{text}SOURCE\npython3 call.py\n",
        "csharp" => $"cat > call.cs <<'SOURCE'\n{text}SOURCE\ndotnet run call.cs\n",
        _ => throw new InvalidOperationException($"{block}: no test knows how to run it; write it in sh, python or csharp."),
    };

    private static (int Serving, int Webhook) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
