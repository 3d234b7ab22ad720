using System.Text;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Models;

/// <summary>A package's contents as they were when each was checked: nothing is read from the disk again.</summary>
public sealed class VerifiedPackage
{
    private readonly IReadOnlyDictionary<string, byte[]> _contents;

    internal VerifiedPackage(ModelPackage package, IReadOnlyDictionary<string, byte[]> contents)
    {
        Package = package;
        _contents = contents;
        Signature = Read<ModelSignature>(PackageFile.Signature);
    }

    public ModelPackage Package { get; }

    public ModelSignature Signature { get; }

    public ModelSpec ReadSpec() => Read<ModelSpec>(PackageFile.Spec);

    public FeaturePlan ReadPlan() => Read<FeaturePlan>(PackageFile.Plan);

    /// <summary>Whether the package has that file.</summary>
    public bool Has(string name) => _contents.ContainsKey(name);

    /// <exception cref="KeyNotFoundException">The package has no such file.</exception>
    public string ReadText(string name) => Encoding.UTF8.GetString(_contents[name]);

    /// <inheritdoc cref="ReadText"/>
    public byte[] ReadBytes(string name) => [.. _contents[name]];

    public T Read<T>(string name) => MdlcJson.Deserialize<T>(ReadText(name));

    /// <summary>The fitted model's file, for what needs more than a scorer.</summary>
    public Stream OpenModel() => new MemoryStream(_contents[PackageFile.Model], writable: false);

    public ModelScorer LoadScorer()
    {
        using var model = OpenModel();
        return ModelScorer.Load(model, Signature);
    }
}
