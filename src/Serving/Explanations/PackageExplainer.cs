using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Learning.Explanations;
using Mdlc.Learning.Training;

namespace Mdlc.Serving.Explanations;

/// <summary>What each column adds to the scores of a package's model, as columns beside its outputs.</summary>
public sealed class PackageExplainer
{
    /// <summary>What a row of which nothing is known would score.</summary>
    public const string Base = "explanation.base";

    /// <summary>Base and contributions add up to it: the raw score, or the prediction of a regression.</summary>
    public const string Score = "explanation.score";

    /// <summary>Multiclass: the class whose raw score is explained.</summary>
    public const string Class = "explanation.class";

    private readonly ModelExplainer _explainer;
    private readonly ModelSignature _signature;

    private PackageExplainer(ModelExplainer explainer, ModelSignature signature) => (_explainer, _signature) = (explainer, signature);

    public static string ContributionOf(string column) => $"contribution.{column}";

    /// <exception cref="FaultException">The model is not made of trees, or its package is of before there were explanations.</exception>
    public static PackageExplainer Open(VerifiedPackage package)
    {
        var (plan, spec, signature) = (package.ReadPlan(), package.ReadSpec(), package.Signature);
        using var stream = package.OpenModel();
        var model = TrainedModel.Load(stream, signature.Task, plan.Label);
        var name = $"Version {package.Package.Version} of {package.Package.Project}/{package.Package.Model}";
        if (!ModelExplainer.IsOfTrees(model))
        {
            throw FaultException.InSpec(
                $"{name} is a model of {spec.Train.Trainer.ToString().ToLowerInvariant()}, and contributions can be told of boosted trees only: lightgbm, fasttree. Predict without --explain, or train one of these.");
        }

        if (!package.Has(PackageFile.Leaves))
        {
            throw FaultException.InSpec(
                $"{name} was registered before contributions could be told: its package has no {PackageFile.Leaves}. Train it again (mdlc run), and ask the version that comes of it.");
        }

        return new PackageExplainer(ModelExplainer.Of(model, plan, spec.Train.Trainer, package.Read<LeafCounts>(PackageFile.Leaves))!, signature);
    }

    /// <param name="rows">The model's inputs.</param>
    public IReadOnlyList<ScoreColumn> Explain(ColumnarDataView rows)
    {
        var explained = _explainer.Explain(rows);
        return
        [
            new(Base, ColumnType.Number, explained.Base),
            new(Score, ColumnType.Number, explained.Scores),
            .. explained.Classes is { } classes ? [new ScoreColumn(Class, ColumnType.Text, Array.ConvertAll(classes, which => _signature.Classes[which]))] : Array.Empty<ScoreColumn>(),
            .. explained.Columns.Zip(explained.Contributions, (name, values) => new ScoreColumn(ContributionOf(name), ColumnType.Number, values)),
        ];
    }
}
