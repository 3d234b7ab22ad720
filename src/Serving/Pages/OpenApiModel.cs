using System.Globalization;
using System.Text.Json.Nodes;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Serving.Explanations;
using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;

namespace Mdlc.Serving.Pages;

/// <summary>What a model takes and gives as JSON Schema, from its signature.</summary>
internal static class OpenApiModel
{
    public static string RequestOf(string model) => $"{model}.InferRequest";

    public static string ResponseOf(string model) => $"{model}.InferResponse";

    /// <summary>What is the same of every model.</summary>
    public static JsonObject Shared() => new()
    {
        ["Error"] = Object(["error"], new JsonObject { ["error"] = Type("string") }),
        ["Server"] = Object(["name", "version", "extensions"], new JsonObject { ["name"] = Type("string"), ["version"] = Type("string"), ["extensions"] = ArrayOf(Type("string")), ["models"] = ArrayOf(Type("object")) }),
        ["Ready"] = Object(["ready", "live"], new JsonObject { ["ready"] = Type("boolean"), ["live"] = Type("boolean"), ["predictionLog"] = Type("object") }),
        ["Model"] = Object(
            ["name", "platform", "inputs", "outputs"],
            new JsonObject
            {
                ["name"] = Type("string"),
                ["versions"] = ArrayOf(Type("string")),
                ["platform"] = Type("string"),
                ["inputs"] = ArrayOf(Type("object")),
                ["outputs"] = ArrayOf(Type("object")),
                ["parameters"] = Type("object"),
            }),
        ["Parameters"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [InferenceRequest.ExplainMember] = new JsonObject
                {
                    ["type"] = "boolean",
                    ["default"] = false,
                    ["description"] = $"Adds {PackageExplainer.Base}, {PackageExplainer.Score} and a {PackageExplainer.ContributionOf("COLUMN")} for each input: what each column adds to the score. Models of boosted trees only.",
                },
                ["content_type"] = new JsonObject { ["type"] = "string", ["enum"] = Texts(["pd", "np", "str"]) },
            },
        },
        ["InferRequest"] = Request(ArrayOf(Tensor(Type("string"), Type("string"), new JsonObject())), outputs: null),
        ["InferResponse"] = Response(Tensor(Type("string"), Type("string"), new JsonObject())),
    };

    public static JsonObject Request(LoadedModel model)
    {
        var signature = model.Signature;
        var inputs = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "Every column of the model, in any order, each with the same number of rows.",
            ["minItems"] = signature.Inputs.Count,
            ["maxItems"] = signature.Inputs.Count,
            ["items"] = new JsonObject { ["oneOf"] = new JsonArray([.. signature.Inputs.Select((input, i) => Input(input, AcceptedBy(model, i)))]) },
            ["allOf"] = new JsonArray([.. signature.Inputs.Select(input => new JsonObject { ["contains"] = Object(["name"], new JsonObject { ["name"] = Constant(input.Name) }) })]),
        };
        return Request(inputs, [.. signature.Outputs.Select(output => output.Name)]);
    }

    public static JsonObject Response(LoadedModel model) => Response(new JsonObject
    {
        ["anyOf"] = new JsonArray(
        [
            .. model.Signature.Outputs.Select(output => Tensor(
                Constant(output.Name), Constant(TensorType.OfOutput(output.Type, output.DoublePrecision)), Cell(TensorType.OfOutput(output.Type, output.DoublePrecision)))),
            Tensor(
                new JsonObject { ["type"] = "string", ["pattern"] = "^(explanation|contribution)\\.", ["description"] = "With parameters.explain." },
                new JsonObject { ["type"] = "string", ["enum"] = Texts([TensorType.Fp64, TensorType.Bytes]) },
                new JsonObject { ["type"] = Texts(["number", "string", "null"]) }),
        ]),
    });

    /// <summary>A request that is answered: one row, of no particular values.</summary>
    public static JsonObject Example(LoadedModel model) => new()
    {
        ["id"] = "example",
        ["inputs"] = new JsonArray([.. model.Signature.Inputs.Select(input => new JsonObject
        {
            ["name"] = input.Name,
            ["shape"] = new JsonArray(1),
            ["datatype"] = TensorType.OfInput(input.Type),
            ["data"] = new JsonArray(Value(input.Type)),
        })]),
    };

    private static IReadOnlyList<string> AcceptedBy(LoadedModel model, int input) => model.Cells[input] is null
        ? TensorType.AcceptedFor(model.Signature.Inputs[input].Type)
        : TensorType.AcceptedWithTextsFor(model.Signature.Inputs[input].Type);

    private static JsonObject Input(SignatureInput input, IReadOnlyList<string> accepted)
    {
        var (own, others) = (TensorType.OfInput(input.Type), accepted.Where(type => type != TensorType.OfInput(input.Type)));
        var tensor = Tensor(
            Constant(input.Name),
            new JsonObject { ["type"] = "string", ["enum"] = Texts([own, .. others]) },
            new JsonObject { ["type"] = Texts([.. accepted.Select(JsonTypeOf).Distinct(), "null"]) });
        tensor["description"] = string.Create(
            CultureInfo.InvariantCulture,
            $"{input.Type.ToString().ToLowerInvariant()}, {own}; null is a missing value{(input.Nullable ? "" : ", of which training had none")}.{(input.Format is { } format ? $" Texts are written as {format}." : "")}");
        return tensor;
    }

    private static JsonObject Request(JsonObject inputs, IReadOnlyList<string>? outputs) => Object(
        ["inputs"],
        new JsonObject
        {
            ["id"] = new JsonObject { ["type"] = Texts(["string", "null"]), ["description"] = "Echoed; made where there is none." },
            ["parameters"] = new JsonObject { ["$ref"] = "#/components/schemas/Parameters" },
            ["inputs"] = inputs,
            ["outputs"] = new JsonObject
            {
                ["type"] = Texts(["array", "null"]),
                ["description"] = "The outputs that are wanted; all where it is not there.",
                ["items"] = Object(["name"], new JsonObject { ["name"] = outputs is null ? Type("string") : new JsonObject { ["type"] = "string", ["enum"] = Texts(outputs) } }),
            },
        });

    private static JsonObject Response(JsonObject tensor) => Object(
        ["model_name", "model_version", "id", "outputs"],
        new JsonObject { ["model_name"] = Type("string"), ["model_version"] = Type("string"), ["id"] = Type("string"), ["outputs"] = ArrayOf(tensor) });

    /// <summary>Data stand flat, or a row each in an array of its own.</summary>
    private static JsonObject Tensor(JsonObject name, JsonObject datatype, JsonObject cell) => Object(
        ["name", "shape", "datatype", "data"],
        new JsonObject
        {
            ["name"] = name,
            ["shape"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 }, ["minItems"] = 1, ["maxItems"] = 2 },
            ["datatype"] = datatype,
            ["data"] = ArrayOf(new JsonObject { ["anyOf"] = new JsonArray(cell, ArrayOf(cell.DeepClone().AsObject())) }),
        });

    private static JsonObject Cell(string datatype) => new() { ["type"] = Texts([JsonTypeOf(datatype), "null"]) };

    private static string JsonTypeOf(string datatype) => datatype switch
    {
        TensorType.Bytes => "string",
        TensorType.Bool => "boolean",
        _ => "number",
    };

    private static JsonNode Value(ColumnType type) => type switch
    {
        ColumnType.Integer => 1,
        ColumnType.Number => 1.5,
        ColumnType.Boolean => true,
        ColumnType.Timestamp => "2026-01-31T08:00:00Z",
        _ => "a text",
    };

    private static JsonObject Object(IReadOnlyList<string> required, JsonObject properties) =>
        new() { ["type"] = "object", ["required"] = Texts(required), ["properties"] = properties };

    private static JsonObject ArrayOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Type(string type) => new() { ["type"] = type };

    private static JsonObject Constant(string value) => new() { ["const"] = value };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
