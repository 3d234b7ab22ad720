using System.Text.Json.Nodes;
using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;
using Mdlc.Serving.Security;

namespace Mdlc.Serving.Pages;

/// <summary>The server as OpenAPI 3.1: the protocol's paths, and a path of its own for the rows of each model that is served at this moment.</summary>
internal static class OpenApiDocument
{
    private const string ModelPath = "/v2/models/{model}";
    private const string VersionPath = $"{ModelPath}/versions/{{version}}";

    public static JsonObject Of(ModelTable table, string address, bool asksForKeys)
    {
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "mdlc serving",
                ["version"] = ModelMetadata.ServerVersion,
                ["description"] = "The Open Inference Protocol v2 over REST. What is served may change while the server runs: this document is of the moment at which it was asked for.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = address }),
        };
        if (asksForKeys)
        {
            document["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }, new JsonObject { ["password"] = new JsonArray() });
        }

        document["paths"] = Paths(table);
        document["components"] = Components(table, asksForKeys);
        return document;
    }

    private static JsonObject Paths(ModelTable table)
    {
        var paths = new JsonObject
        {
            ["/"] = Get("what", "What is served here: JSON, or a page where the client asks for text/html.", Ok("The models that are served.", new JsonObject { ["type"] = "object" })),
            [ServedRoutes.OpenApi] = Get("openapi", "This document.", Ok("OpenAPI 3.1.", new JsonObject { ["type"] = "object" })),
            ["/v2"] = Get("server", "Name and version of the server, and the names of its models.", Ok("The server.", Reference("Server"))),
            [CallerCheck.OpenPath] = Get("live", "Whether the server lives. Asks for no key.", Ok("It does.", Flag("live"))),
            ["/v2/health/ready"] = Get("ready", "Whether everything wanted is loaded, and predictions can be logged.", Ok("It is.", Reference("Ready")), ("503", Json("It is not.", Reference("Ready")))),
            ["/metrics"] = Get("metrics", "Metrics in the text form of Prometheus.", ("200", Content("Metrics.", "text/plain", new JsonObject { ["type"] = "string" }))),
        };
        ((JsonObject)paths[CallerCheck.OpenPath]!["get"]!)["security"] = new JsonArray();
        foreach (var (path, suffix, parameters) in new[] { (ModelPath, "", new[] { "model" }), (VersionPath, "OfVersion", ["model", "version"]) })
        {
            paths[path] = WithParameters(Get($"model{suffix}", "Inputs, outputs, version, and the run that made it.", Ok("The model.", Reference("Model")), Error("404")), parameters);
            paths[$"{path}/ready"] = WithParameters(Get($"modelReady{suffix}", "Whether it answers.", Ok("It does.", Flag("ready")), Error("404")), parameters);
            paths[$"{path}/infer"] = WithParameters(Infer($"infer{suffix}", "Predictions of any model that is served.", "InferRequest", "InferResponse", example: null), parameters);
        }

        foreach (var model in table.Models)
        {
            var name = ModelTable.QualifiedName(model);
            paths[$"/v2/models/{name}/infer"] = Infer(
                $"infer.{name}",
                $"Predictions of {name}: {model.Signature.Task.ToString().ToLowerInvariant()} of '{model.Signature.Label}', version {model.Version}.",
                OpenApiModel.RequestOf(name),
                OpenApiModel.ResponseOf(name),
                OpenApiModel.Example(model));
        }

        return paths;
    }

    private static JsonObject Components(ModelTable table, bool asksForKeys)
    {
        var schemas = OpenApiModel.Shared();
        foreach (var model in table.Models)
        {
            var name = ModelTable.QualifiedName(model);
            schemas[OpenApiModel.RequestOf(name)] = OpenApiModel.Request(model);
            schemas[OpenApiModel.ResponseOf(name)] = OpenApiModel.Response(model);
        }

        var components = new JsonObject
        {
            ["schemas"] = schemas,
            ["responses"] = new JsonObject { ["Error"] = Json("What is wrong, in a sentence.", Reference("Error")) },
            ["parameters"] = new JsonObject
            {
                ["model"] = PathParameter("model", "project.model, or the model's name alone while no other project serves one of that name."),
                ["version"] = PathParameter("version", "The version that is served."),
            },
        };
        if (asksForKeys)
        {
            components["securitySchemes"] = new JsonObject
            {
                ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "Authorization: Bearer KEY" },
                ["password"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic", ["description"] = "The key as the password of any name: for browsers." },
            };
        }

        return components;
    }

    private static JsonObject Infer(string id, string summary, string request, string response, JsonNode? example)
    {
        var body = new JsonObject { ["schema"] = Reference(request) };
        if (example is not null)
        {
            body["example"] = example;
        }

        return new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = id,
                ["summary"] = summary,
                ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = body } },
                ["responses"] = Responses(Ok("An output tensor a column.", Reference(response)), Error("400"), Error("404"), Error("413"), Error("415"), Error("500"), Error("503")),
            },
        };
    }

    private static JsonObject Get(string id, string summary, params (string Status, JsonObject Response)[] responses) =>
        new() { ["get"] = new JsonObject { ["operationId"] = id, ["summary"] = summary, ["responses"] = Responses(responses) } };

    private static JsonObject Responses(params (string Status, JsonObject Response)[] responses)
    {
        var all = new JsonObject();
        foreach (var (status, response) in responses)
        {
            all[status] = response;
        }

        all["default"] = new JsonObject { ["$ref"] = "#/components/responses/Error" };
        return all;
    }

    private static JsonObject WithParameters(JsonObject path, IEnumerable<string> names)
    {
        path["parameters"] = new JsonArray([.. names.Select(name => new JsonObject { ["$ref"] = $"#/components/parameters/{name}" })]);
        return path;
    }

    private static JsonObject PathParameter(string name, string description) => new()
    {
        ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static (string Status, JsonObject Response) Ok(string description, JsonObject schema) => ("200", Json(description, schema));

    private static (string Status, JsonObject Response) Error(string status) => (status, new JsonObject { ["$ref"] = "#/components/responses/Error" });

    private static JsonObject Json(string description, JsonObject schema) => Content(description, "application/json", schema);

    private static JsonObject Content(string description, string type, JsonObject schema) =>
        new() { ["description"] = description, ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } } };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject Flag(string name) =>
        new() { ["type"] = "object", ["required"] = new JsonArray(name), ["properties"] = new JsonObject { [name] = new JsonObject { ["type"] = "boolean" } } };
}
