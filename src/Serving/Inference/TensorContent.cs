using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Models;

namespace Mdlc.Serving.Inference;

/// <summary>
/// What <c>parameters.content_type</c> says of the cells, by the convention of MLServer's clients: as they are, or texts in base64. One that is
/// not understood is refused: ignored, it would be a wrong answer.
/// </summary>
internal static class TensorContent
{
    private const string Member = "content_type";
    private const string Base64Text = "base64";
    private const string Time = "datetime";

    private static readonly string[] OfRequest = ["pd", "np", "str"];

    /// <exception cref="InferenceException">The request is written in a way that is not understood.</exception>
    public static void RequireOfRequest(JsonElement body)
    {
        if (Find(body, "The request") is { } found && !OfRequest.Contains(found))
        {
            throw InferenceException.Bad($"The request has content_type '{found}', expected {string.Join(", ", OfRequest)} or none.");
        }
    }

    /// <exception cref="InferenceException">The output is asked for in a form that is not given.</exception>
    public static void RequireOfOutput(JsonElement output, string name)
    {
        if (Find(output, $"Output '{name}'") is { } found && !OfRequest.Contains(found))
        {
            throw InferenceException.Bad($"Output '{name}' is asked for with content_type '{found}', expected {string.Join(", ", OfRequest)} or none.");
        }

        if (output.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("classification", out _))
        {
            throw InferenceException.Bad($"Output '{name}' is asked for with 'classification', which is not given here; leave it out.");
        }
    }

    /// <summary>The cells as they would stand in the tensor without a content type.</summary>
    /// <exception cref="InferenceException">They are written in a way that is not understood, or are not what the content type says.</exception>
    public static List<JsonElement> Decode(JsonElement tensor, SignatureInput input, string datatype, List<JsonElement> cells)
    {
        var found = Find(tensor, $"Input '{input.Name}'");
        var isText = datatype == TensorType.Bytes;
        return found switch
        {
            null or "np" or "pd" => cells,
            "str" when isText => cells,
            Time when isText && input.Type == ColumnType.Timestamp && IsPlainlyIso(input) => cells,
            Base64Text when isText => [.. cells.Select((cell, row) => FromBase64(cell, input, row))],
            "str" or Base64Text or Time => throw InferenceException.Bad(
                $"Input '{input.Name}' has content_type '{found}', which does not go with a {input.Type.ToString().ToLowerInvariant()} column in datatype {datatype}; leave it out."),
            _ => throw InferenceException.Bad($"Input '{input.Name}' has content_type '{found}', expected np, pd, str, {Base64Text}, {Time} or none."),
        };
    }

    private static string? Find(JsonElement holder, string name)
    {
        if (!holder.TryGetProperty("parameters", out var parameters) || parameters.ValueKind != JsonValueKind.Object
            || !parameters.TryGetProperty(Member, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return content.ValueKind == JsonValueKind.String
            ? content.GetString()
            : throw InferenceException.Bad($"{name} has a {Member} that is no text.");
    }

    /// <summary>Whether ISO 8601, which the content type promises, cannot be taken for the column's own notation.</summary>
    private static bool IsPlainlyIso(SignatureInput input) =>
        input.Format is null || TimeFormat.Parse(input.Format) is { LooksLikeIso: false };

    private static JsonElement FromBase64(JsonElement cell, SignatureInput input, int row)
    {
        if (cell.ValueKind == JsonValueKind.Null)
        {
            return cell;
        }

        var text = cell.ValueKind == JsonValueKind.String && cell.TryGetBytesFromBase64(out var bytes) ? Text(bytes) : null;
        return text is not null
            ? JsonSerializer.SerializeToElement(text)
            : throw InferenceException.Bad($"Input '{input.Name}' has {TensorReader.Shown(cell)} in row {row}, expected a UTF-8 text in base64 or null.");
    }

    private static string? Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
