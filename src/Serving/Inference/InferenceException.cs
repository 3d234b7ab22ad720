using System.Globalization;
using Mdlc.Http;

namespace Mdlc.Serving.Inference;

/// <summary>A request that is answered with an error of the protocol.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">A sentence for whoever sent the request.</param>
internal sealed class InferenceException(int status, string message) : Exception(BoundedText.Of(message, MostCharacters))
{
    private const int MostCharacters = 1_000;

    public int Status { get; } = status;

    public static InferenceException Bad(string message) => new(400, message);

    public static InferenceException TooLarge(long most) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"The request is larger than {most} bytes; send fewer rows at once."));

    public static InferenceException TooManyRows(int most) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"The request has more than {most} rows, the most of this model; send fewer rows at once."));
}
