using Mdlc.Contracts.Models;
using Mdlc.Serving.Models;

namespace Mdlc.Serving.Inference;

/// <summary>The protocol's documents about the server and its models.</summary>
internal static class ModelMetadata
{
    public static string ServerVersion { get; } = typeof(ModelMetadata).Assembly.GetName().Version!.ToString(3);

    public static object OfServer(ModelTable table) => new
    {
        Name = "mdlc",
        Version = ServerVersion,
        Extensions = Array.Empty<string>(),

        // Not of the protocol: what may stand for {model}. The short name works, too, while only one project serves one of that name.
        Models = table.Models.Select(model => new { Name = ModelTable.QualifiedName(model), model.Version }),
    };

    public static object OfModel(string name, LoadedModel model) => new
    {
        Name = name,
        Versions = new[] { model.Version },
        Platform = "mlnet_zip",
        Inputs = model.Signature.Inputs.Select(OfInput),
        Outputs = model.Signature.Outputs.Select(output => new
        {
            output.Name,
            Datatype = TensorType.OfOutput(output.Type, output.DoublePrecision),
            Shape = new[] { -1 },
        }),
        Parameters = new { model.Project, model.Model, Digest = model.Package.ModelDigest, model.Package.Run },
    };

    private static object OfInput(SignatureInput input) => new
    {
        input.Name,
        Datatype = TensorType.OfInput(input.Type),
        Shape = new[] { -1 },

        // The protocol has neither null nor dates: null is a missing value, and a point in time is ISO 8601 text.
        // Numbers and flags may also be sent as BYTES, written in this format; null words mean a missing value.
        Parameters = new { input.Type, input.Role, input.Nullable, input.Format, NullWords = input.NullWords.Count == 0 ? null : input.NullWords },
    };
}
