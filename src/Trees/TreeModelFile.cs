using System.IO.Compression;
using System.Text;
using Mdlc.Contracts.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>
/// A <c>model.zip</c>: what ML.NET saves, and where the model ends in a <see cref="TreeTransformer"/>, its trees as two more entries beside
/// what ML.NET saved of the features. A model without such entries is ML.NET's alone.
/// </summary>
public static class TreeModelFile
{
    private const string HeadEntry = "Trees/head.json";
    private const string TextEntry = "Trees/model.txt";

    /// <param name="target">Readable, seekable and empty.</param>
    public static void Save(MLContext ml, ITransformer model, DataViewSchema inputs, Stream target)
    {
        if (model is not IEnumerable<ITransformer> chain || chain.LastOrDefault() is not TreeTransformer trees)
        {
            ml.Model.Save(model, inputs, target);
            return;
        }

        ml.Model.Save(new TransformerChain<ITransformer>([.. chain.SkipLast(1)]), inputs, target);
        using var zip = new ZipArchive(target, ZipArchiveMode.Update, leaveOpen: true);
        Write(zip, HeadEntry, MdlcJson.Serialize(new TreeHead(trees.FeatureColumnName, trees.Classes)));
        Write(zip, TextEntry, trees.Model.Text);
    }

    /// <param name="model">Seekable.</param>
    /// <param name="inputs">The columns that the model reads.</param>
    public static ITransformer Load(MLContext ml, Stream model, out DataViewSchema inputs)
    {
        var start = model.Position;
        var trees = LoadTrees(model);
        model.Position = start;
        var features = ml.Model.Load(model, out inputs);
        return trees is null ? features : new TransformerChain<ITransformer>([.. features is IEnumerable<ITransformer> chain ? chain : [features], trees]);
    }

    private static TreeTransformer? LoadTrees(Stream model)
    {
        using var zip = new ZipArchive(model, ZipArchiveMode.Read, leaveOpen: true);
        if (Read(zip, HeadEntry) is not { } head)
        {
            return null;
        }

        var (features, classes) = MdlcJson.Deserialize<TreeHead>(head);
        var text = Read(zip, TextEntry) ?? throw TreeFaults.Damaged($"the entry {TextEntry} is missing");
        var trees = TreeModel.Parse(text);
        return classes.Count == (trees.Objective == TreeObjective.Multiclass ? trees.Outputs : 0)
            ? new TreeTransformer(trees, classes, features)
            : throw TreeFaults.Damaged($"it scores {trees.Outputs} classes and names {classes.Count}");
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var content = zip.CreateEntry(name).Open();
        content.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string? Read(ZipArchive zip, string name)
    {
        if (zip.GetEntry(name) is not { } entry)
        {
            return null;
        }

        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
