using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>What <c>mdlc dev</c> opens besides the engine, on ports that its user may choose.</summary>
public sealed class DevTests
{
    [Fact]
    public async Task Web_ShowsPagesAndAnswersTheHttpApi()
    {
        using var place = new Workplace();
        await using var dev = Start(place, "0");
        var web = (string)(await dev.DocumentAsync())["web"]!;
        using var http = new HttpClient { BaseAddress = new Uri(web) };

        var page = await http.GetStringAsync("/namespaces/default/workflows");
        var api = await http.GetFromJsonAsync<JsonNode>("/api/v1/namespaces/default");

        Assert.StartsWith("http://127.0.0.1:", web, StringComparison.Ordinal);
        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("default", (string?)api!["namespaceInfo"]!["name"]);
    }

    [Fact]
    public async Task Web_OfASecondDevOnTheHome_IsThatOfTheFirst()
    {
        using var place = new Workplace();
        await using var first = Start(place, "0");
        var web = (string?)(await first.DocumentAsync())["web"];
        await using var second = Start(place, "0");

        Assert.Equal((false, web), ((bool)(await second.DocumentAsync())["embedded"]!, (string?)(await second.DocumentAsync())["web"]));
    }

    [Fact]
    public async Task Web_OnAPortThatIsTaken_IsAClearError()
    {
        using var place = new Workplace();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var dev = Start(place, $"{port}");

        var result = await dev.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Port {port} cannot be listened on", (string)result.Json["error"]!, StringComparison.Ordinal);
        Assert.Contains("--web-port", (string)result.Json["error"]!, StringComparison.Ordinal);
    }

    private static MdlcProcess Start(Workplace place, string webPort) =>
        MdlcProcess.Start(place.Folder, null, "dev", "--serve", "http://127.0.0.1:0", "--pages-port", "0", "--webhook", "http://127.0.0.1:0", "--web-port", webPort, "--json");
}
