using System.Text.Encodings.Web;
using System.Text.Json;
using Mdlc.Catalog.Models;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Serving.Inference;

/// <summary>Writes the protocol's answer: an output tensor of shape <c>[n]</c> per output column.</summary>
internal static class InferenceResponse
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="outputs">The outputs asked for; null: all.</param>
    /// <param name="contributions">Follow the outputs where they were asked for.</param>
    public static async Task WriteAsync(
        HttpContext context, string model, string version, string id, Scores scores, IReadOnlySet<string>? outputs, IReadOnlyList<ScoreColumn> contributions)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteString("model_name", model);
        json.WriteString("model_version", version);
        json.WriteString("id", id);
        json.WriteStartArray("outputs");
        foreach (var column in scores.Columns.Where(column => outputs is null || outputs.Contains(column.Name)).Concat(contributions))
        {
            Write(json, column);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, ScoreColumn column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteStartArray("shape");
        json.WriteNumberValue(column.Values.Length);
        json.WriteEndArray();
        json.WriteString("datatype", TensorType.OfOutput(column.Type, column.Values is double[]));
        json.WriteStartArray("data");
        WriteData(json, column.Values);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, Array values)
    {
        switch (values)
        {
            case float[] numbers:
                foreach (var number in numbers)
                {
                    WriteNumber(json, number);
                }

                break;
            case double[] numbers:
                foreach (var number in numbers)
                {
                    WriteNumber(json, number);
                }

                break;
            case long[] numbers:
                Array.ForEach(numbers, json.WriteNumberValue);
                break;
            case bool[] flags:
                Array.ForEach(flags, json.WriteBooleanValue);
                break;
            default:
                Array.ForEach((string[])values, json.WriteStringValue);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, float number)
    {
        if (float.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
