using System.Text.Json;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Http;
using Mdlc.Web.Events;
using Mdlc.Web.Problems;
using Mdlc.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mdlc.Web;

/// <summary>From a request to arrivals that are durable. Accepting the same event again changes nothing: the lifecycle remembers it.</summary>
internal sealed partial class WebhookHandler(WebhookOptions options, ArrivalGate gate, IArrivalSink sink, ILogger logger)
{
    private const int RetryAfterSeconds = 5;

    private readonly SenderCheck _sender = new(options.Credentials, options.Time);

    /// <summary>Answers 202 once every event of the request is durable, and a problem document otherwise.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var body = await RequestBody.ReadAsync(context.Request, options.MaxRequestBytes, context.RequestAborted)
                ?? throw WebhookProblem.TooLarge(options.MaxRequestBytes);
            var vouched = _sender.Require(context.Request, body);
            var content = Unpack(context, body);
            var arrivals = CloudEventReader.Read(context.Request.Headers, context.Request.ContentType, content, vouched).Select(ArrivalEvent.From).ToList();
            foreach (var arrival in arrivals)
            {
                await gate.RequireAsync(arrival, context.RequestAborted);
            }

            await DeliverAsync(arrivals, context.RequestAborted);
            await WriteAsync(context, StatusCodes.Status202Accepted, "application/json", new { Accepted = arrivals.Count });
        }
        catch (WebhookProblem problem)
        {
            options.Teller?.Refused(problem.Status, problem.Message);
            await WriteAsync(context, problem);
        }
        catch (FaultException fault)
        {
            // The home is damaged, not the event: it can be sent again when that is mended.
            LogNotAsked(logger, fault);
            options.Teller?.Refused(StatusCodes.Status503ServiceUnavailable, fault.Message);
            await WriteAsync(context, WebhookProblem.Unavailable(fault.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sender is gone: nobody to answer.
        }
    }

    public static Task WriteAsync(HttpContext context, WebhookProblem problem)
    {
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = new(RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return WriteAsync(
            context,
            problem.Status,
            "application/problem+json",
            new { Type = $"urn:mdlc:webhook:{problem.Kind}", problem.Title, problem.Status, Detail = problem.Message });
    }

    /// <summary>Only for a sender that is known: unpacking costs more than sending.</summary>
    private ReadOnlyMemory<byte> Unpack(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (ContentCoding.Unknown(context.Request) is { } coding)
        {
            context.Response.Headers.AcceptEncoding = ContentCoding.Gzip;
            throw WebhookProblem.UnsupportedMediaType($"Found content encoding '{coding}', expected {ContentCoding.Gzip} or none.");
        }

        try
        {
            return ContentCoding.Unpack(context.Request, body, options.MaxRequestBytes) ?? throw WebhookProblem.TooLarge(options.MaxRequestBytes);
        }
        catch (InvalidDataException broken)
        {
            throw WebhookProblem.BadEvent($"The body is not gzip, as its content encoding says: {broken.Message}");
        }
    }

    private async Task DeliverAsync(List<ArrivalEvent> arrivals, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(options.DeliverWithin, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
        try
        {
            foreach (var arrival in arrivals)
            {
                await sink.ArriveAsync(arrival.Project, arrival.Model, arrival.Arrival, either.Token);
                options.Teller?.Taken(arrival.Project, arrival.Model, arrival.Arrival);
                LogAccepted(logger, arrival.Arrival.Source, arrival.Arrival.Id, arrival.Project, arrival.Model);
            }
        }
        catch (Exception fault) when (!aborted.IsCancellationRequested)
        {
            LogNotDelivered(logger, fault);
            throw WebhookProblem.Unavailable("The workflow server did not acknowledge it in time. Send the same event again: it is taken once, however often it comes.");
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, int status, string contentType, T document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await JsonSerializer.SerializeAsync(context.Response.Body, document, MdlcJson.Options, context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Information, "Event {EventSource} {Id} is durable: data arrived for {Project}/{Model}.")]
    private static partial void LogAccepted(ILogger logger, string eventSource, string id, string project, string model);

    [LoggerMessage(3, LogLevel.Error, "An event could not be looked at: the catalog does not answer.")]
    private static partial void LogNotAsked(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "An event could not be made durable; its sender was told to send it again.")]
    private static partial void LogNotDelivered(ILogger logger, Exception fault);
}
