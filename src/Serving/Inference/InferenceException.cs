using System.Globalization;

namespace Mdlc.Serving.Inference;

/// <summary>A request that is answered with an error of the protocol.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">A sentence for whoever sent the request.</param>
internal sealed class InferenceException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static InferenceException Bad(string message) => new(400, message);

    public static InferenceException TooLarge(long most) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"The request is larger than {most} bytes; send fewer rows at once."));
}
