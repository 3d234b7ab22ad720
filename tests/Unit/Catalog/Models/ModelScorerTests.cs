using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Catalog.Models;

public sealed class ModelScorerTests
{
    private static readonly SmallModel Binary = SmallModel.Train(ModelTask.Binary);
    private static readonly SmallModel Multiclass = SmallModel.Train(ModelTask.Multiclass);
    private static readonly SmallModel Regression = SmallModel.Train(ModelTask.Regression);

    [Fact]
    public void Score_Binary_EqualsTransform()
    {
        var scores = Load(Binary).Score(Binary.Rows);
        var expected = Binary.Model.Transform(Binary.Rows);

        Assert.Equal(expected.GetColumn<float>("Score"), scores.Values);
        Assert.Equal(expected.GetColumn<float>("Probability"), scores.Probabilities);
        Assert.Equal(expected.GetColumn<bool>("PredictedLabel").Select(flag => flag ? "yes" : "no"), (string[])scores.Columns[0].Values);
        Assert.Equal(Binary.Signature.Outputs.Select(o => (o.Name, o.Type)), scores.Columns.Select(c => (c.Name, c.Type)));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.9)]
    public void Score_BinaryWithAThreshold_PredictsByTheProbability(double threshold)
    {
        var scorer = ModelScorer.Load(new MemoryStream(Binary.Zip), Binary.Signature with { Threshold = threshold });

        var scores = scorer.Score(Binary.Rows);

        Assert.Equal(scores.Probabilities!.Select(p => p >= threshold ? "yes" : "no"), (string[])scores.Columns[0].Values);
        Assert.NotEqual((string[])Load(Binary).Score(Binary.Rows).Columns[0].Values, (string[])scores.Columns[0].Values);
    }

    [Fact]
    public void Signature_WrittenBeforeThereWereThresholds_MeansOneHalf()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(MdlcJson.Serialize(Binary.Signature))!.AsObject();
        Assert.True(json.Remove("threshold"));

        Assert.Equal(0.5, MdlcJson.Deserialize<ModelSignature>(json.ToJsonString()).Threshold);
    }

    [Fact]
    public void Score_Multiclass_EqualsTransform()
    {
        var scores = Load(Multiclass).Score(Multiclass.Rows);
        var expected = Multiclass.Model.Transform(Multiclass.Rows);

        var byClass = expected.GetColumn<VBuffer<float>>("Score").Select(buffer => buffer.DenseValues().ToArray()).ToArray();
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(byClass.Select(row => row[c]), scores.ClassProbabilities![c]));
        Assert.Equal(
            expected.GetColumn<uint>("PredictedLabel").Select(key => Multiclass.Signature.Classes[(int)key - 1]), (string[])scores.Columns[0].Values);
        Assert.Equal(Multiclass.Signature.Outputs.Select(o => (o.Name, o.Type)), scores.Columns.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void Score_Regression_EqualsTransform()
    {
        var scores = Load(Regression).Score(Regression.Rows);

        Assert.Equal(Regression.Model.Transform(Regression.Rows).GetColumn<float>("Score"), scores.Values);
        Assert.Same(scores.Values, Assert.Single(scores.Columns).Values);
    }

    [Fact]
    public void Score_RowByRowAndInBatches_GivesTheSame()
    {
        var scorer = Load(Binary);
        var whole = scorer.Score(Binary.Rows).Values!;
        var singles = Enumerable.Range(0, Binary.Rows.Rows).Select(row => scorer.Score(Binary.Rows.Gather([row])).Values![0]);

        Assert.Equal(whole, singles);
    }

    [Fact]
    public async Task Score_FromManyThreads_GivesEachItsOwnRows()
    {
        var scorer = Load(Binary);
        var whole = scorer.Score(Binary.Rows).Values!;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            var row = i % whole.Length;
            Assert.Equal(whole[row], scorer.Score(Binary.Rows.Gather([row])).Values![0]);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Score_ProbeRow_HasAnAnswer()
    {
        foreach (var model in new[] { Binary, Multiclass, Regression })
        {
            var scorer = Load(model);
            var scores = scorer.Score(scorer.ProbeRow());
            Assert.Equal(1, scores.Rows);
            Assert.True(float.IsFinite(scores.Values?[0] ?? scores.ClassProbabilities![0][0]));
        }
    }

    [Fact]
    public void Score_MissingColumnOrWrongShape_NamesTheColumn()
    {
        var scorer = Load(Binary);
        var missing = Assert.Throws<ArgumentException>(() => scorer.Score(Binary.Rows.Without("colour")));
        Assert.Contains("'colour'", missing.Message, StringComparison.Ordinal);

        var wrong = Binary.Rows.With(ColumnarDataViewColumn.OfTexts("amount", Enumerable.Repeat<string?>("1", Binary.Rows.Rows)));
        Assert.Contains("'amount'", Assert.Throws<ArgumentException>(() => scorer.Score(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SignatureOfOtherClasses_IsRefused()
    {
        using var zip = new MemoryStream(Multiclass.Zip);
        var fault = Assert.Throws<FaultException>(() => ModelScorer.Load(zip, Multiclass.Signature with { Classes = ["a", "b"] }));
        Assert.Contains("3 classes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SignatureOfAnotherTask_IsRefused()
    {
        using var zip = new MemoryStream(Regression.Zip);
        Assert.Throws<FaultException>(() => ModelScorer.Load(zip, Binary.Signature));
    }

    private static ModelScorer Load(SmallModel model)
    {
        using var zip = new MemoryStream(model.Zip);
        return ModelScorer.Load(zip, model.Signature);
    }
}
