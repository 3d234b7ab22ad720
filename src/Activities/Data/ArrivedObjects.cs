using System.Globalization;
using System.Net;
using Mdlc.Catalog;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Activities.Data;

/// <summary>
/// Opens what an arrival named. Its text has been held against the spec's glob; here, where it is opened, a link must not lead out of the
/// glob's folder, nor a redirect to another host.
/// </summary>
/// <param name="mostBytes">Largest object that is fetched over HTTP.</param>
public sealed class ArrivedObjects(Home home, HttpMessageHandler? transport = null, long mostBytes = ArrivedObjects.MostBytes) : IDisposable
{
    /// <summary>4 GiB.</summary>
    public const long MostBytes = 4L << 30;

    /// <summary>As many as an operating system follows.</summary>
    private const int MostLinks = 40;

    private const int ChunkBytes = 128 << 10;

    /// <summary>How long a server may say nothing.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new(transport ?? new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Silence }) { Timeout = Silence };

    /// <exception cref="FaultException">It is not there, or not where the spec allows.</exception>
    public async Task<ArrivedObject> OpenAsync(SourceSpec source, Action<string> progress, CancellationToken cancellationToken) =>
        Uri.TryCreate(source.Path, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? await FetchAsync(uri, progress, cancellationToken)
            : ArrivedObject.InPlace(RealPath(source));

    public void Dispose() => _http.Dispose();

    private static string RealPath(SourceSpec source)
    {
        var folder = ArrivalPattern.FolderOf(ArrivalPattern.Of(source));
        var (real, within) = (LinkFree(source.Path, 0), LinkFree(folder, 0));
        return real.StartsWith(within.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? real
            : throw FaultException.InData($"{source.Path} leads to {real}, out of {folder}, where the spec allows arrivals. Put the file itself there, or widen source.arrivals.");
    }

    /// <summary>The path with each link in it followed. What does not exist is left: whoever opens it says so.</summary>
    /// <param name="followed">How many links have been on the way: those that go round in a circle would be followed for ever.</param>
    private static string LinkFree(string path, int followed)
    {
        if (followed > MostLinks)
        {
            throw Circle(path);
        }

        var real = Path.GetPathRoot(path) ?? "/";
        foreach (var name in path[real.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var step = Path.Combine(real, name);
            real = TargetOf(step) is { } target ? LinkFree(target, followed + 1) : step;
        }

        return real;
    }

    /// <returns>Null where there is no link.</returns>
    private static string? TargetOf(string step)
    {
        try
        {
            return File.ResolveLinkTarget(step, returnFinalTarget: true)?.FullName;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw FaultException.InData($"{step} cannot be looked at: {refused.Message} Give this user the right to read it.", refused);
        }
        catch (IOException circle)
        {
            throw Circle(step, circle);
        }
    }

    private static FaultException Circle(string path, Exception? inner = null) =>
        FaultException.InData($"{path} leads to no file: links go round in a circle. Mend the links, or send where the file itself lies.", inner);

    private async Task<ArrivedObject> FetchAsync(Uri uri, Action<string> progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Scratch, $"arrived-{Guid.NewGuid():n}")).FullName;
        try
        {
            progress($"fetching {uri}");
            using var response = await _http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            CheckStatus(uri, response.StatusCode);
            var file = Path.Combine(folder, "object");
            await CopyAsync(uri, response, file, cancellationToken);
            return ArrivedObject.Copy(file, folder);
        }
        catch (Exception fault)
        {
            Directory.Delete(folder, recursive: true);
            if (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException($"{uri} has sent nothing for {Silence.TotalSeconds:0} seconds.", fault);
            }

            throw;
        }
    }

    /// <summary>What the server refuses is a fault; what it cannot do at this moment is tried again.</summary>
    private static void CheckStatus(Uri uri, HttpStatusCode status)
    {
        if (status is HttpStatusCode.OK)
        {
            return;
        }

        var answer = $"{uri} answered {(int)status}, expected 200.";
        throw (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            ? new HttpRequestException(answer)
            : FaultException.InData($"{answer} Let it be read from here without credentials and redirects, or send where it lies now.");
    }

    private async Task CopyAsync(Uri uri, HttpResponseMessage response, string file, CancellationToken cancellationToken)
    {
        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var to = File.Create(file);
        var chunk = new byte[ChunkBytes];
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            silence.CancelAfter(Silence);
            var read = await from.ReadAsync(chunk, silence.Token);
            if (read == 0)
            {
                return;
            }

            if (to.Length + read > mostBytes)
            {
                throw FaultException.InResource(string.Create(
                    CultureInfo.InvariantCulture, $"{uri} is larger than {mostBytes} bytes, the most that is fetched for an arrival. Send it in parts, or put it on a disk of this machine."));
            }

            await to.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }
    }
}
