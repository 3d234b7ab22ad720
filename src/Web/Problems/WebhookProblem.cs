using System.Globalization;
using Mdlc.Http;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Web.Problems;

/// <summary>Why a request is not accepted: the closed set of the webhook's errors, each with its HTTP status.</summary>
internal sealed class WebhookProblem : Exception
{
    private const int MostCharacters = 1_000;

    private WebhookProblem(int status, string kind, string title, string detail)
        : base(BoundedText.Of(detail, MostCharacters))
    {
        Status = status;
        Kind = kind;
        Title = title;
    }

    public int Status { get; }

    /// <summary>What a program decides by.</summary>
    public string Kind { get; }

    public string Title { get; }

    public static WebhookProblem BadEvent(string detail) => new(400, "bad-event", "The event cannot be understood", detail);

    public static WebhookProblem NotAllowed(string detail) => new(400, "object-not-allowed", "The event names an object that the model's spec does not allow", detail);

    public static WebhookProblem NotThere(string detail) => new(400, "object-not-there", "The event names an object that is not there", detail);

    public static WebhookProblem BadHost(string detail) => new(400, "bad-host", "The request is addressed to another host", detail);

    public static WebhookProblem Unauthorized(string detail) => new(401, "unauthorized", "The sender is not known", detail);

    public static WebhookProblem UnknownModel(string detail) => new(404, "unknown-model", "There is no such model", detail);

    public static WebhookProblem NotFound(string detail) => new(404, "not-found", "There is nothing here", detail);

    public static WebhookProblem WrongMethod(string detail) => new(405, "wrong-method", "Events are posted", detail);

    public static WebhookProblem TooLarge(int most) => new(
        413, "too-large", "The request is too large", string.Create(CultureInfo.InvariantCulture, $"Found more than {most} bytes, expected at most that: send where the data are, not the data."));

    public static WebhookProblem UnsupportedMediaType(string detail) => new(415, "unsupported-media-type", "The content type is not one of an event", detail);

    /// <summary>What is no whole HTTP request: chunks of wrong sizes, a body that comes too slowly.</summary>
    public static WebhookProblem BadRequest(int status, string detail) => new(status, "bad-request", "The request is broken", detail);

    public static WebhookProblem Failed(string detail) => new(StatusCodes.Status500InternalServerError, "failed", "The request could not be answered", detail);

    public static WebhookProblem Unavailable(string detail) => new(503, "unavailable", "The event could not be made durable", detail);
}
