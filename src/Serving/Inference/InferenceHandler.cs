using System.Text;
using System.Text.Json;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Http;
using Mdlc.Serving.Models;
using Mdlc.Serving.Predictions;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Mdlc.Serving.Inference;

/// <summary>Answers an inference request: read, check, score, log, answer, all on the version that it began with.</summary>
internal sealed class InferenceHandler(
    ServingOptions options, ServedModels served, PredictionLog log, ServingMetrics metrics, ILogger logger)
{
    /// <summary>A row's contributions cost about a thousand times as much as its score.</summary>
    private const int MostExplained = 1_000;

    private readonly TimeProvider _time = options.Time;

    public async Task HandleAsync(HttpContext context, string name, string? version)
    {
        var started = _time.GetTimestamp();
        LoadedModel? model = null;
        try
        {
            model = Resolve(served, name, version);
            await AnswerAsync(context, name, model);
        }
        catch (Exception exception) when (ErrorOf(exception) is { } error)
        {
            await ErrorResponse.WriteAsync(context, error.Status, error.Message);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            logger.LogError(exception, "A request for {Model} failed.", name);
            await ErrorResponse.WriteAsync(context, 500, "The request could not be answered; the server's log says why.");
        }
        finally
        {
            metrics.Answered(model, context.Response.StatusCode, _time.GetElapsedTime(started));
        }
    }

    /// <exception cref="InferenceException">Nothing of that name is served (404), or not yet (503).</exception>
    public static LoadedModel Resolve(ServedModels served, string name, string? version)
    {
        var table = served.Table;
        if (table.MeaningsOf(name) is { Count: > 0 } meanings && table.Find(name) is null)
        {
            throw new InferenceException(404, $"Several projects serve '{name}'; ask for one of {string.Join(", ", meanings)}.");
        }

        var model = table.Find(name)
            ?? throw (served.IsReady
                ? new InferenceException(404, $"No model '{name}' is served here; GET /v2 lists those that are.")
                : new InferenceException(503, "The server is loading its models; try again in a moment."));
        return version is null || version == model.Version
            ? model
            : throw new InferenceException(404, $"Version {version} of '{name}' is not served here; version {model.Version} is.");
    }

    private async Task AnswerAsync(HttpContext context, string name, LoadedModel model)
    {
        var started = _time.GetTimestamp();
        var request = await ReadAsync(context, model);
        var rows = FeatureRows.Of(request, model.Scorer.Inputs);
        var read = _time.GetTimestamp();
        var scores = model.Scorer.Score(rows);
        var contributions = request.Explain ? Explain(model, rows) : [];
        var scored = _time.GetTimestamp();
        var id = request.Id ?? Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        Log(model, id, request, scores);
        await InferenceResponse.WriteAsync(context, name, model.Version, id, scores, request.Outputs, contributions);
        metrics.Scored(
            model, request.Rows, _time.GetElapsedTime(started, read), _time.GetElapsedTime(read, scored), _time.GetElapsedTime(scored));
    }

    private static IReadOnlyList<ScoreColumn> Explain(LoadedModel model, ColumnarDataView rows)
    {
        if (rows.Rows > MostExplained)
        {
            throw InferenceException.Bad($"Found {rows.Rows} rows with parameters.explain, expected at most {MostExplained}; send them in parts, or explain a file with mdlc predict --explain.");
        }

        try
        {
            return model.Explainer.Explain(rows);
        }
        catch (FaultException fault)
        {
            throw InferenceException.Bad(fault.Message);
        }
    }

    private async Task<InferenceRequest> ReadAsync(HttpContext context, LoadedModel model)
    {
        if (context.Request.Headers.ContainsKey("Inference-Header-Content-Length"))
        {
            throw new InferenceException(415, "Binary tensor data are not understood; send the tensors as JSON.");
        }

        if (!context.Request.HasJsonContentType())
        {
            throw new InferenceException(415, $"Found content type '{BoundedText.Of(context.Request.ContentType ?? "")}', expected application/json.");
        }

        var charset = context.Request.GetTypedHeaders().ContentType?.Charset.Value?.Trim('"') ?? Encoding.UTF8.WebName;
        if (!charset.Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase) && !charset.Equals(Encoding.ASCII.WebName, StringComparison.OrdinalIgnoreCase))
        {
            throw new InferenceException(415, $"Found charset '{BoundedText.Of(charset)}', expected {Encoding.UTF8.WebName}.");
        }

        using var body = ReceivedJson.Parse(await ReadBytesAsync(context));
        return InferenceRequest.Parse(body.RootElement, model, options.Limits);
    }

    private async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpContext context)
    {
        if (ContentCoding.Unknown(context.Request) is { } coding)
        {
            context.Response.Headers[HeaderNames.AcceptEncoding] = ContentCoding.Gzip;
            throw new InferenceException(415, $"Found content encoding '{coding}', expected {ContentCoding.Gzip} or none.");
        }

        var most = options.MaxRequestBytes;
        var body = await RequestBody.ReadAsync(context.Request, most, context.RequestAborted) ?? throw InferenceException.TooLarge(most);
        try
        {
            return ContentCoding.Unpack(context.Request, body, most) ?? throw InferenceException.TooLarge(most);
        }
        catch (InvalidDataException broken)
        {
            throw InferenceException.Bad($"The body is not gzip, as its content encoding says: {broken.Message}");
        }
    }

    /// <summary>Before the answer leaves: what was answered is in the log.</summary>
    private void Log(LoadedModel model, string id, InferenceRequest request, Scores scores)
    {
        var outputs = scores.Columns.Select(column => new LoggedColumn(column.Name, column.Type, column.Values));
        if (!log.TryAdd(model, new LoggedRequest(_time.GetUtcNow(), id, request.Rows, [.. request.Inputs.Select(column => column.Received)], [.. outputs])))
        {
            throw new InferenceException(503, "The prediction log cannot be written, so nothing is answered; the server's log says why.");
        }
    }

    private static InferenceException? ErrorOf(Exception exception) => exception switch
    {
        InferenceException error => error,
        JsonException error => InferenceException.Bad($"The body is not JSON: {error.Message}"),
        BadHttpRequestException error => new InferenceException(error.StatusCode, error.Message),
        _ => null,
    };
}
