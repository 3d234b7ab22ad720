using System.Text.Json;
using Mdlc.Contracts.Json;
using Mdlc.Http;
using Mdlc.Serving.Models;
using Mdlc.Serving.Predictions;
using Mdlc.Serving.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace Mdlc.Serving.Inference;

/// <summary>The Open Inference Protocol v2 over REST, and what Prometheus reads.</summary>
internal static class InferenceRoutes
{
    public static void Map(WebApplication app, ServedModels served, InferenceHandler handler, PredictionLog log, ServingMetrics metrics)
    {
        RefuseRequest refuse = ErrorResponse.WriteAsync;
        // The specification's text and its example name the member differently; both are given.
        app.MapReading("/v2/health/live", Document(_ => new { Live = true }), refuse);
        app.MapReading("/v2/health/ready", context => WriteReadyAsync(context, served.IsReady, log.State), refuse);
        app.MapReading("/v2", Document(_ => ModelMetadata.OfServer(served.Table)), refuse);
        foreach (var model in new[] { "/v2/models/{model}", "/v2/models/{model}/versions/{version}" })
        {
            app.MapReading(model, Document(context => ModelMetadata.OfModel(Name(context), Resolve(context, served))), refuse);
            app.MapReading($"{model}/ready", Document(context => new { Name = Name(context), Ready = Resolve(context, served) is not null }), refuse);
            app.MapPosting($"{model}/infer", context => handler.HandleAsync(context, Name(context), Version(context)), refuse);
        }

        app.MapReading("/metrics", context => WriteMetricsAsync(context, metrics), refuse);
        app.MapNothing(context => ErrorResponse.WriteAsync(
            context, 404, $"There is nothing at {BoundedText.Of(context.Request.Method)} {BoundedText.Of(context.Request.Path.Value ?? "")}."));
    }

    private static RequestDelegate Document(Func<HttpContext, object> make) => async context =>
    {
        try
        {
            await WriteAsync(context, 200, make(context));
        }
        catch (InferenceException error)
        {
            await ErrorResponse.WriteAsync(context, error.Status, error.Message);
        }
    };

    /// <summary>A server whose log takes no more answers nothing: it is not ready, whatever it has loaded.</summary>
    private static Task WriteReadyAsync(HttpContext context, bool loaded, PredictionLogState log)
    {
        var ready = loaded && !log.IsFull;
        return WriteAsync(context, ready ? 200 : 503, new { Ready = ready, Live = true, PredictionLog = log });
    }

    private static async Task WriteAsync(HttpContext context, int status, object document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, document, MdlcJson.Options, context.RequestAborted);
    }

    private static async Task WriteMetricsAsync(HttpContext context, ServingMetrics metrics)
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        await metrics.Registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }

    private static LoadedModel Resolve(HttpContext context, ServedModels served) =>
        InferenceHandler.Resolve(served, Name(context), Version(context));

    private static string Name(HttpContext context) => (string)context.GetRouteValue("model")!;

    private static string? Version(HttpContext context) => (string?)context.GetRouteValue("version");
}
