using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Trees;
using Mdlc.Unit.Tests.Learning.Boosting;
using Mdlc.Unit.Tests.Learning.Training;

namespace Mdlc.Unit.Tests.Trees;

public sealed class TreeModelTests
{
    public static TheoryData<ModelTask, bool> Models => new()
    {
        { ModelTask.Binary, false }, { ModelTask.Binary, true }, { ModelTask.Multiclass, false }, { ModelTask.Multiclass, true },
        { ModelTask.Regression, false }, { ModelTask.Regression, true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_TenThousandRowsWithMissingAndUnseen_IsWhatLightGbmSays(ModelTask task, bool categorical)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var model = Train(task, categorical);
        var vectors = BoostingExample.Vectors(10_000, seed: 9);
        var random = new Random(1);
        foreach (var vector in vectors)
        {
            // Categories that no training row has, numbers that are none, and others far out.
            vector[^1] = random.Next(8) switch { 0 => 977, 1 => -3, 2 => 1.5f, 3 => 1e20f, _ => vector[^1] };
            vector[0] = random.Next(20) switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, 2 => -0f, 3 => 1e-36f, _ => vector[0] };
        }

        using var booster = BoosterHandle.Load(model.Text);
        var expected = booster.Predict([.. vectors.SelectMany(vector => vector)], BoostingExample.Columns, model.Outputs);

        var raw = new double[model.Outputs];
        for (var row = 0; row < vectors.Length; row++)
        {
            model.Score(vectors[row], raw);
            for (var output = 0; output < raw.Length; output++)
            {
                Assert.Equal(expected[(row * raw.Length) + output], raw[output], 1e-9);
            }
        }

        Assert.Equal(categorical, Enumerable.Range(0, model.Trees[0].Slots.Count).Any(model.Trees[0].IsCategorical) || model.Trees.Any(
            tree => Enumerable.Range(0, tree.Slots.Count).Any(tree.IsCategorical)));
        Assert.All(model.Trees, tree => Assert.Equal(2000, tree.LeafRows.Sum()));
    }

    [Fact]
    public void Score_OfAHandWrittenTree_GoesByItsDecisionTypes()
    {
        // Node 0: missing type zero, default left. Node 1: missing type NaN, default right. Node 2: categories {1, 33}.
        var model = TreeModel.Parse(Text(
            "num_leaves=4\nnum_cat=1\nsplit_feature=0 1 2\nsplit_gain=1 1 1\nthreshold=-5 0.5 0\ndecision_type=6 8 1\nleft_child=-1 -2 -3\n"
            + "right_child=1 2 -4\nleaf_value=1 2 3 4\nleaf_weight=1 1 1 1\nleaf_count=1 1 1 1\ninternal_value=0 0 0\ninternal_weight=0 0 0\n"
            + "internal_count=4 3 2\ncat_boundaries=0 2\ncat_threshold=2 2\nis_linear=0\nshrinkage=1\n"));

        Assert.Equal(
            [1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4],
            new float[][]
            {
                [0, 9, 1], [-6, 9, 1], [float.NaN, 9, 1], [1, 0.5f, 1], [1, -9, 1], [1, 1, 1], [1, float.NaN, 33],
                [1, 1, 0], [1, 1, 65], [1, 1, -1], [1, 1, float.NaN], [1, 1, float.PositiveInfinity],
            }.Select(row => Raw(model, row)));
    }

    /// <summary>0.1 in single precision is above 0.1 in double, 0.7 is below it.</summary>
    [Theory]
    [InlineData("0.1", 0.1f, 2)]
    [InlineData("0.7", 0.7f, 1)]
    [InlineData("0.10000000149011612", 0.1f, 1)]
    [InlineData("-0.1", -0.1f, 1)]
    [InlineData("1.0000000180025095e-35", 0f, 1)]
    [InlineData("1e300", float.MaxValue, 1)]
    [InlineData("1e300", float.PositiveInfinity, 2)]
    [InlineData("inf", float.PositiveInfinity, 1)]
    [InlineData("inf", float.NaN, 2)]
    public void Score_AThresholdBetweenTwoSingleNumbers_DecidesInDoublePrecision(string threshold, float value, double leaf)
    {
        var model = TreeModel.Parse(Text(
            $"num_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold={threshold}\ndecision_type=8\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
            + "leaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\ninternal_weight=0\ninternal_count=2\nis_linear=0\nshrinkage=1\n"));

        Assert.Equal(leaf, Raw(model, [value, 0, 0]));
        Assert.Equal(leaf == 1, model.Trees[0].GoesLeft(0, value));
    }

    [Fact]
    public void Parse_ADamagedText_IsRefusedWithASentence()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var text = TreeText.Split(Train(ModelTask.Multiclass, categorical: true).Text).First(6).ToString();
        var lines = text.Split('\n');

        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (lines[i].Length == 0)
            {
                continue;
            }

            AssertRefused([.. lines[..i], .. lines[(i + 1)..]]);
            AssertRefused([.. lines[..i], lines[i], .. lines[i..]]);
            if (lines[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var cut && lines[i][..cut] is
                "split_feature" or "threshold" or "decision_type" or "left_child" or "right_child" or "leaf_value" or "leaf_count" or "num_leaves" or "cat_boundaries")
            {
                AssertRefused([.. lines[..i], $"{lines[i]} 1", .. lines[(i + 1)..]]);
                AssertRefused([.. lines[..i], $"{lines[i][..(cut + 1)]}x{lines[i][(cut + 1)..]}", .. lines[(i + 1)..]]);
                AssertRefused([.. lines[..i], $"{lines[i][..(cut + 1)]}999999999{lines[i][(cut + 1)..]}", .. lines[(i + 1)..]], unless: "threshold leaf_value leaf_count");
            }
        }

        for (var length = 0; length < text.Length; length += 97)
        {
            AssertRefused([text[..length]]);
        }

        static void AssertRefused(string[] damaged, string unless = "")
        {
            var text = string.Join('\n', damaged);
            var fault = Record.Exception(() => TreeModel.Parse(text));
            if (fault is null && unless.Length > 0 && damaged.Any(line => line.Contains("=999999999", StringComparison.Ordinal)
                && unless.Contains(line[..line.IndexOf('=', StringComparison.Ordinal)], StringComparison.Ordinal)))
            {
                return;
            }

            Assert.Contains("cannot be read", Assert.IsType<FaultException>(fault).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("left_child=0 -1")]
    [InlineData("left_child=-1 -1")]
    [InlineData("left_child=1 1")]
    public void Parse_NodesThatFormNoTree_AreRefused(string children)
    {
        var text = Text(
            $"num_leaves=3\nnum_cat=0\nsplit_feature=0 1\nsplit_gain=1 1\nthreshold=1 2\ndecision_type=2 2\n{children}\nright_child=1 -3\nleaf_value=1 2 3\n"
            + "leaf_weight=1 1 1\nleaf_count=1 1 1\ninternal_value=0 0\ninternal_weight=0 0\ninternal_count=3 2\nis_linear=0\nshrinkage=1\n");

        Assert.Throws<FaultException>(() => TreeModel.Parse(text));
        Assert.Equal(3, TreeModel.Parse(text.Replace(children, "left_child=-1 -2", StringComparison.Ordinal)).Trees[0].Leaves.Count);
    }

    [Theory]
    [InlineData("cat_boundaries=0 2 3", "cat_boundaries=0 2 4")]
    [InlineData("cat_boundaries=0 2 3", "cat_boundaries=0 2 2")]
    [InlineData("cat_boundaries=0 2 3", "cat_boundaries=1 2 3")]
    [InlineData("cat_boundaries=0 2 3", "cat_boundaries=0 9 3")]
    [InlineData("threshold=0 1", "threshold=0 2")]
    [InlineData("threshold=0 1", "threshold=0 -1")]
    [InlineData("threshold=0 1", "threshold=0 0.5")]
    [InlineData("decision_type=1 1", "decision_type=1 13")]
    [InlineData("decision_type=1 1", "decision_type=1 12")]
    public void Parse_SetsOfCategoriesThatAreNone_AreRefused(string found, string instead)
    {
        var text = Text(
            "num_leaves=3\nnum_cat=2\nsplit_feature=0 1\nsplit_gain=1 1\nthreshold=0 1\ndecision_type=1 1\nleft_child=-1 -2\nright_child=1 -3\nleaf_value=1 2 3\n"
            + "leaf_weight=1 1 1\nleaf_count=1 1 1\ninternal_value=0 0\ninternal_weight=0 0\ninternal_count=3 2\ncat_boundaries=0 2 3\ncat_threshold=2 2 8\nis_linear=0\nshrinkage=1\n");
        Assert.Equal([1, 1, 2, 3, 3], new float[][] { [1, 0, 0], [33, 0, 0], [0, 3, 0], [0, 2, 0], [65, 99, 0] }.Select(row => Raw(TreeModel.Parse(text), row)));

        var fault = Assert.Throws<FaultException>(() => TreeModel.Parse(text.Replace(found, instead, StringComparison.Ordinal)));

        Assert.Contains("Tree=0 has", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("objective=regression", "objective=poisson")]
    [InlineData("objective=regression", "objective=regression sqrt")]
    [InlineData("objective=regression", "objective=binary sigmoid:0")]
    [InlineData("is_linear=0", "is_linear=1")]
    [InlineData("version=v4", "version=v9")]
    [InlineData("label_index=0", "label_index=0\naverage_output")]
    public void Parse_WhatIsNotScoredHere_IsRefused(string found, string instead)
    {
        var text = Text(
            "num_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n"
            + "leaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\ninternal_weight=0\ninternal_count=2\nis_linear=0\nshrinkage=1\n");
        Assert.Equal(2, Raw(TreeModel.Parse(text), [3, 0, 0]));

        Assert.Throws<FaultException>(() => TreeModel.Parse(text.Replace(found, instead, StringComparison.Ordinal)));
    }

    private static double Raw(TreeModel model, float[] row)
    {
        var raw = new double[1];
        model.Score(row, raw);
        return raw[0];
    }

    private static string Text(string tree) =>
        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=2\nobjective=regression\nfeature_names=a b c\n"
        + $"feature_infos=none none none\ntree_sizes=1\n\nTree=0\n{tree}\n\nend of trees\n";

    private static TreeModel Train(ModelTask task, bool categorical)
    {
        var settings = BoostingExample.Settings(task, 10, 30, ("minimumExampleCountPerGroup", 10)) with
        {
            CategoricalSlots = categorical ? [BoostingExample.Columns - 2, BoostingExample.Columns - 1] : [],
        };
        return new BoostingRun(settings, BoostingExample.Rows(task, 2000, 1), null, null, null, null).Run().Model;
    }
}
