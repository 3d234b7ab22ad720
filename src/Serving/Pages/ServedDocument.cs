using Mdlc.Contracts.Spec;
using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;
using Mdlc.Serving.Security;

namespace Mdlc.Serving.Pages;

/// <summary>What <c>GET /</c> says: what is served here, and where it is asked.</summary>
/// <param name="Ready">Whether everything that was wanted at the start is loaded.</param>
/// <param name="AsksForKey">Whether a caller must know a key.</param>
internal sealed record ServedDocument(
    string Name, string Version, string Address, bool Ready, bool AsksForKey, IReadOnlyList<ServedDocument.Served> Models, IReadOnlyDictionary<string, string> Links)
{
    public static ServedDocument Of(ModelTable table, bool ready, string address, bool asksForKey) => new(
        "mdlc",
        ModelMetadata.ServerVersion,
        address,
        ready,
        asksForKey,
        [.. table.Models.Select(model => OfModel(table, model))],
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["openapi"] = ServedRoutes.OpenApi,
            ["server"] = "/v2",
            ["live"] = CallerCheck.OpenPath,
            ["ready"] = "/v2/health/ready",
            ["metrics"] = "/metrics",
        });

    private static Served OfModel(ModelTable table, LoadedModel model)
    {
        var name = ModelTable.QualifiedName(model);
        var at = $"/v2/models/{name}";
        return new Served(
            name,
            table.Find(model.Model) == model ? model.Model : null,
            model.Version,
            model.Signature.Task,
            model.Signature.Label,
            model.Package.Run,
            [.. model.Signature.Inputs.Select(input => new Column(input.Name, TensorType.OfInput(input.Type)))],
            [.. model.Signature.Outputs.Select(output => new Column(output.Name, TensorType.OfOutput(output.Type, output.DoublePrecision)))],
            at,
            $"{at}/infer");
    }

    /// <param name="ShortName">Answers, too; null where several projects serve one of that name.</param>
    /// <param name="Run">The run that made it.</param>
    /// <param name="Metadata">Path of the protocol's document about it.</param>
    /// <param name="Infer">Path that rows are posted to.</param>
    internal sealed record Served(
        string Name,
        string? ShortName,
        string Version,
        ModelTask Task,
        string Label,
        string Run,
        IReadOnlyList<Column> Inputs,
        IReadOnlyList<Column> Outputs,
        string Metadata,
        string Infer);

    internal sealed record Column(string Name, string Datatype);
}
