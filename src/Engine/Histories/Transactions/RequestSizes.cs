using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>How long the names and how large the payloads of a request may be.</summary>
internal static class RequestSizes
{
    /// <exception cref="ServiceException">The text is too long for what it is.</exception>
    public static void CheckLength(EngineLimits limits, string text, string name)
    {
        if (text.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument($"{name} length exceeds limit.");
        }
    }

    /// <exception cref="ServiceException">The payloads are too large.</exception>
    public static void CheckBlob(EngineLimits limits, Payloads? payloads)
    {
        if (payloads is not null && payloads.CalculateSize() > limits.BlobSizeError)
        {
            throw ServiceException.InvalidArgument("Blob data size exceeds limit.");
        }
    }
}
