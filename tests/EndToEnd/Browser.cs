using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A headless browser that is told where to go and read until a page shows what is expected of it.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _lastCall;
    private int _pictures;

    private Browser(Process process) => _process = process;

    /// <param name="profile">A folder that the browser may fill.</param>
    public static async Task<Browser> StartAsync(string executable, string profile)
    {
        var browser = new Browser(Executables.Start(
            executable, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile}", "--remote-debugging-port=0",
            "--window-size=1600,1200", "about:blank"));
        using var limit = new CancellationTokenSource(Patience);
        var control = await browser.ReadControlAddressAsync(limit.Token);

        // Who writes into a pipe that nobody reads stops at last.
        _ = browser._process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = browser._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        using var http = new HttpClient();
        var pages = await http.GetFromJsonAsync<JsonArray>($"http://{control.Authority}/json/list", limit.Token);
        var page = pages!.First(p => (string?)p!["type"] == "page")!;
        await browser._socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), limit.Token);
        return browser;
    }

    /// <summary>Opens a page and waits until it shows all the texts.</summary>
    /// <exception cref="TimeoutException">It does not; the message says which are missing.</exception>
    public async Task ShowsAsync(string url, params string[] texts)
    {
        using var limit = new CancellationTokenSource(Patience);
        await CallAsync("Page.navigate", new JsonObject { ["url"] = url }, limit.Token);
        await ShowsInTimeAsync(texts);
    }

    /// <summary>Waits until the page that is open shows all the texts.</summary>
    /// <exception cref="TimeoutException">It does not; the message says which are missing.</exception>
    public async Task ShowsInTimeAsync(params string[] texts)
    {
        using var limit = new CancellationTokenSource(Patience);
        var missing = texts;
        while (missing.Length > 0)
        {
            await Task.Delay(LookAgain);
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{await EvaluateAsync("location.href", CancellationToken.None)} does not show: {string.Join(" | ", missing)}");
            }

            var page = await ReadAsync(limit.Token);
            missing = Array.FindAll(texts, text => !page.Contains(text, StringComparison.Ordinal));
        }

        await KeepPictureAsync(limit.Token);
    }

    /// <summary>Presses the mouse on what the page shows, as soon as it shows it.</summary>
    /// <param name="selector">CSS.</param>
    /// <param name="text">What the element must say; empty for anything.</param>
    /// <exception cref="TimeoutException">There is no such element.</exception>
    public async Task ClickAsync(string selector, string text = "")
    {
        using var limit = new CancellationTokenSource(Patience);
        JsonNode? point;
        while ((point = await FindAsync(selector, text, limit.Token)) is null)
        {
            await Task.Delay(LookAgain);
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The page shows no {selector} that says '{text}'.");
            }
        }

        foreach (var press in new[] { "mousePressed", "mouseReleased" })
        {
            var mouse = new JsonObject { ["type"] = press, ["x"] = (double)point["x"]!, ["y"] = (double)point["y"]!, ["button"] = "left", ["clickCount"] = 1 };
            await CallAsync("Input.dispatchMouseEvent", mouse, limit.Token);
        }
    }

    /// <summary>Types into what has been clicked on.</summary>
    public async Task TypeAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        await CallAsync("Input.insertText", new JsonObject { ["text"] = text }, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The document as it stands.</summary>
    private async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        (string?)await EvaluateAsync("document.documentElement.outerHTML", cancellationToken) ?? "";

    /// <summary>Where the middle of an element is that can be seen and pressed, with nothing before it; null when there is none.</summary>
    private Task<JsonNode?> FindAsync(string selector, string text, CancellationToken cancellationToken) => EvaluateAsync(
        $$"""
        (() => {
            const found = [...document.querySelectorAll({{JsonSerializer.Serialize(selector)}})]
                .find(e => e.textContent.includes({{JsonSerializer.Serialize(text)}}) && e.checkVisibility({ visibilityProperty: true }) && !e.disabled);
            if (!found) return null;
            found.scrollIntoView({ block: "center" });
            const place = found.getBoundingClientRect();
            const middle = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
            return found.contains(document.elementFromPoint(middle.x, middle.y)) ? middle : null;
        })()
        """,
        cancellationToken);

    private async Task<JsonNode?> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, cancellationToken);
        return answer["result"]?["result"]?["value"];
    }

    /// <summary>Keeps a picture of the page where MDLC_SCREENSHOTS names a folder, for a person to look at.</summary>
    private async Task KeepPictureAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("MDLC_SCREENSHOTS") is { Length: > 0 } folder)
        {
            var answer = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, cancellationToken);
            var picture = Convert.FromBase64String((string)answer["result"]!["data"]!);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{_process.Id}-{++_pictures:000}.png"), picture, cancellationToken);
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = ++_lastCall;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, true, cancellationToken);
        while (true)
        {
            var message = await ReceiveAsync(cancellationToken);
            if ((int?)message["id"] == id)
            {
                return message;
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 << 10];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonNode.Parse(message.ToArray())!;
    }

    private async Task<Uri> ReadControlAddressAsync(CancellationToken cancellationToken)
    {
        const string Mark = "DevTools listening on ";
        while (await _process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return new Uri(line[Mark.Length..]);
            }
        }

        throw new InvalidOperationException("The browser ended before it said where it listens.");
    }
}
