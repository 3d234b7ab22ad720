using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Http;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>Serves the calls as JSON over HTTP, by the rules in their descriptors.</summary>
internal sealed class HttpApi
{
    /// <summary>Temporal's limit of a request's body.</summary>
    private const int MaxBodyBytes = 4 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Pretty = new(Compact) { WriteIndented = true };

    private readonly Dictionary<string, ServiceCall> _calls;

    /// <summary>Made for the first request: reading the descriptors takes a while.</summary>
    private readonly Lazy<HttpRouter> _router = new(static () => new HttpRouter(HttpRules.Of(FrontendServices.Descriptors)));
    private readonly TimeProvider _time;

    public HttpApi(IReadOnlyList<ServiceCall> calls, TimeProvider time)
    {
        _calls = calls.ToDictionary(call => call.FullName);
        _time = time;
    }

    /// <param name="path">The path's segments, still encoded.</param>
    public async Task ServeAsync(HttpContext http, string[] path, HttpDialect dialect)
    {
        var form = JsonForm.Of(http.Request, dialect);
        try
        {
            var route = _router.Value.Find(http.Request.Method, RawPath.Decode(path));
            if (!route.IsCall)
            {
                await FailAsync(http, form, NoCall(route.Kind)).ConfigureAwait(false);
                return;
            }

            var body = await ReadBodyAsync(http).ConfigureAwait(false);
            var request = HttpRequestReader.Read(route, Parameters(http.Request), body, form.Shorthand);
            var called = route.Binding.Method.FullName;
            var call = _calls.GetValueOrDefault(called)
                ?? throw new RpcException(new Status(StatusCode.Unimplemented, ServiceCall.Unimplemented(called)));
            var context = new HttpCallContext(http, $"/{call.Service}/{call.Name}", dialect.ClientName, _time.GetUtcNow().UtcDateTime);
            var response = await call.InvokeAsync(request, context).ConfigureAwait(false);
            await WriteAsync(http, form, StatusCodes.Status200OK, ProtoJson.Format(response, form.Shorthand)).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            await FailAsync(http, form, RpcErrors.StatusOf(e)).ConfigureAwait(false);
        }
        catch (InvalidHttpRequestException e)
        {
            await FailAsync(http, form, new GrpcStatus { Code = (int)StatusCode.InvalidArgument, Message = e.Message }).ConfigureAwait(false);
        }
    }

    private static GrpcStatus NoCall(HttpRouteKind kind) => kind == HttpRouteKind.OtherVerb
        ? new GrpcStatus { Code = (int)StatusCode.Unimplemented, Message = "Method Not Allowed" }
        : new GrpcStatus { Code = (int)StatusCode.NotFound, Message = "Not Found" };

    private static IEnumerable<KeyValuePair<string, string>> Parameters(HttpRequest request)
    {
        // Only to see that all of it is text.
        _ = PercentText.Decode(request.QueryString.Value ?? "");
        return request.Query.SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value ?? ""));
    }

    private static async Task<string> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding.ToString().Trim() is { Length: > 0 } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidHttpRequestException($"found the content encoding {(coding.Length <= 100 ? coding : coding[..100])}, expected none");
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await ReadAsync(http, buffer).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > MaxBodyBytes)
            {
                throw new InvalidHttpRequestException($"the body has more than {MaxBodyBytes} bytes, the most that is read");
            }

            body.Write(buffer, 0, read);
        }

        try
        {
            return StrictUtf8.GetString(body.GetBuffer(), 0, (int)body.Length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidHttpRequestException(string.Create(CultureInfo.InvariantCulture, $"the byte at {e.Index} of the body is not UTF-8 there"));
        }
    }

    /// <summary>Not all that can be wrong with a body has an exception of its own: a chunk's size of 17 digits has none.</summary>
    private static async ValueTask<int> ReadAsync(HttpContext http, byte[] buffer)
    {
        try
        {
            return await http.Request.Body.ReadAsync(buffer, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw new InvalidHttpRequestException($"the body cannot be read: {broken.Message}");
        }
    }

    private static Task FailAsync(HttpContext http, JsonForm form, GrpcStatus status) =>
        WriteAsync(http, form, HttpStatuses.Of((StatusCode)status.Code), ProtoJson.Format(status, shorthand: false));

    private static async Task WriteAsync(HttpContext http, JsonForm form, int statusCode, JsonNode json)
    {
        http.Response.StatusCode = statusCode;
        http.Response.ContentType = form.ContentType;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.WriteAsync(json.ToJsonString(form.Pretty ? Pretty : Compact), http.RequestAborted).ConfigureAwait(false);
    }
}
