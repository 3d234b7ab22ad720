using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Importance;
using Mdlc.Learning.Statistics;
using Mdlc.Reporting.Runs;

namespace Mdlc.Unit.Tests.Reporting;

/// <summary>What a run's report says of its search.</summary>
public sealed class StudyReportTests
{
    [Fact]
    public void Search_OfManyTrials_ShowsEachPictureAndWhatItDependedOn()
    {
        var page = Page(Board(60));

        Assert.All(
            new[]
            {
                "logloss: each trial, and the best so far", "Loss of each trial on its way", "Which values went with which scores", "What the score depended on",
                "<td>learningRate</td>", "class=\"coordinates\"", ", 12 ended early", "The same in all of them: extraTrees 0.",
            },
            part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.Equal(2, page.Split("<img ").Length - 1 - PicturesOfNoSearch);
        Assert.DoesNotContain(">NaN", page, StringComparison.Ordinal);
        Assert.Equal(page, Page(Board(60)));
    }

    /// <summary>60 trials, every fifth of which ended early and every tenth failed: a line for each that has a score, the best one thick, the early ones dashed.</summary>
    [Fact]
    public void Coordinates_OfTrials_HaveALineEachWithTheBestOnTop()
    {
        var page = Page(Board(60));
        var lines = page.Split("<path ").Skip(1).Select(part => part[..part.IndexOf("</path>", StringComparison.Ordinal)]).ToArray();

        Assert.Equal(54, lines.Length);
        Assert.All(lines, line => Assert.DoesNotContain("NaN", line, StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("stroke-width=\"3\"", StringComparison.Ordinal));
        Assert.Contains("stroke-width=\"3\"", lines[^1], StringComparison.Ordinal);
        Assert.Equal(12, lines.Count(line => line.Contains("stroke-dasharray", StringComparison.Ordinal)));

        // subsampleFraction is in some trials only: elsewhere the line is broken.
        Assert.Contains(lines, line => line.Split('M').Length > 2);
        Assert.Contains(lines, line => line.Split('M').Length == 2);
    }

    /// <summary>The middle of a logarithmic axis is the geometric mean of its ends; of names each has its place.</summary>
    [Fact]
    public void Coordinates_Axes_HaveTheSpacesScalesAndTheNames()
    {
        var space = new SearchSpace([SearchParameter.Double("learningRate", 0.01, 1, ParameterScale.LogUniform), SearchParameter.Categorical("plan.highCardinality", "hash", "target", "native")]);

        var page = Page(Board(60), new ReportFacts { Project = "p", Space = space });

        Assert.Contains(">0.01<", page, StringComparison.Ordinal);
        Assert.Contains(">0.1<", page, StringComparison.Ordinal);
        Assert.All(new[] { ">hash<", ">target<", ">native<" }, name => Assert.Contains(name, page, StringComparison.Ordinal));
        Assert.Contains("native", Page(Board(60), new ReportFacts { Project = "p", Space = space }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Search_OfFewTrials_SaysThatNothingIsTold(int trials)
    {
        var page = Page(Board(trials));

        Assert.Contains("Not told: it takes some complete trials", page, StringComparison.Ordinal);
        Assert.Equal(trials > 1, page.Contains("class=\"coordinates\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Search_OfFailuresOnly_SaysSo()
    {
        var board = Board(5);
        var page = Page(board with { Trials = [.. board.Trials.Select(trial => trial with { Score = null, Loss = null, State = TrialState.Failed, Error = "no <memory>", Interim = [] })] });

        Assert.Contains("No trial has a score.", page, StringComparison.Ordinal);
        Assert.Contains("5 trials, 5 of them failed: none has a score", page, StringComparison.Ordinal);
        Assert.Contains("no &lt;memory&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"coordinates\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logloss", false, 0.29, "The search&#39;s figure is better by 0.02")]
    [InlineData("logloss", false, 0.35, "The search&#39;s figure is worse by 0.04")]
    [InlineData("logloss", true, 0.35, "The search&#39;s figure is better by 0.04")]
    [InlineData("rmse", false, 0.29, null)]
    public void Optimism_IsHowMuchTheSearchFindsItsBestTrialBetterThanTestRowsDo(string metric, bool higherIsBetter, double search, string? expected)
    {
        var page = Page(new Leaderboard(metric, higherIsBetter, 1, [new TrialResult(0, new Dictionary<string, double> { ["numberOfLeaves"] = 8 }, search, null, 1)]));

        Assert.Equal(expected is not null, page.Contains("Optimism", StringComparison.Ordinal));
        Assert.Contains(expected ?? "", page.Replace("'", "&#39;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Search_OfEarlierVersions_StillMakesASection()
    {
        var board = new Leaderboard("auc", true, 3, [.. Enumerable.Range(0, 3).Select(i => new TrialResult(i, new Dictionary<string, double> { ["numberOfLeaves"] = 8 << i }, 0.9 - (i * 0.01), null, 1))]);

        var page = Page(board);

        Assert.Contains("auc: each trial, and the best so far", page, StringComparison.Ordinal);
        Assert.Contains("class=\"coordinates\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Loss of each trial on its way", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_OfNamesWithMarkup_ShowsThemAsText()
    {
        var board = Board(20);
        var page = Page(board with
        {
            Trials = [.. board.Trials.Select((trial, i) => trial with
            {
                Params = new Dictionary<string, double>(trial.Params) { ["<b>aVeryLongNameOfAParameterThatNeedsMoreThanThreeLinesOfAnAxis"] = i },
                Choices = new Dictionary<string, string>(trial.Choices) { ["plan.dates"] = i % 2 == 0 ? "<i>hour" : "minute" },
            })],
        });

        Assert.DoesNotContain("<b>a", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>h", page, StringComparison.Ordinal);
    }

    private static int PicturesOfNoSearch { get; } = RunReportPage.Render(Document(null), gate: null).Split("<img ").Length - 1;

    internal static string Page(Leaderboard board, ReportFacts? facts = null) => RunReportPage.Render(
        Document(board),
        gate: null,
        profile: null,
        (facts ?? new ReportFacts { Project = "p" }) with { Importance = ParameterImportances.Of(board.Trials, board.HigherIsBetter) });

    internal static Leaderboard Board(int trials)
    {
        var all = Enumerable.Range(0, trials).Select(Trial);
        return new Leaderboard("logloss", HigherIsBetter: false, trials, [.. all.OrderBy(trial => trial.Score is null).ThenBy(trial => trial.State == TrialState.Pruned).ThenBy(trial => trial.Score)]);
    }

    private static TrialResult Trial(int number)
    {
        var random = new SeededRandom(SeededRandom.Derive(5, number));
        var rate = Math.Round(Math.Exp(Math.Log(0.01) + (random.NextDouble() * Math.Log(50))), 5);
        Dictionary<string, double> parameters = new()
        {
            ["learningRate"] = rate,
            ["numberOfLeaves"] = Math.Round(Math.Exp(Math.Log(4) + (random.NextDouble() * Math.Log(128)))),
            ["minimumExampleCountPerLeaf"] = 2 + random.NextInt(120),
            ["subsampleFrequency"] = random.NextInt(2),
            ["extraTrees"] = 0,
        };
        if (parameters["subsampleFrequency"] == 1)
        {
            parameters["subsampleFraction"] = Math.Round(0.4 + (0.6 * random.NextDouble()), 3);
        }

        string[] choices = ["hash", "target", "native"];
        var choice = choices[random.NextInt(3)];
        var loss = 0.3 + (0.1 * Math.Abs(Math.Log(rate / 0.05))) + (choice == "target" ? 0 : 0.05) + (0.02 * random.NextDouble());
        var state = number % 10 == 7 ? TrialState.Failed : number % 5 == 3 ? TrialState.Pruned : TrialState.Complete;
        int[] rungs = [16, 64, 256, 500];
        return new TrialResult(number, parameters, state == TrialState.Failed ? null : loss, state == TrialState.Failed ? "1234 MiB were over the limit" : null, 2)
        {
            State = state,
            Loss = state == TrialState.Failed ? null : loss,
            Choices = new Dictionary<string, string> { ["plan.highCardinality"] = choice },
            Interim = state == TrialState.Failed ? [] : [.. rungs.Take(state == TrialState.Pruned ? 2 : 4).Select(rung => new InterimScore(rung, loss + (0.4 * Math.Exp(-rung / 60.0))))],
        };
    }

    private static EvaluationDocument Document(Leaderboard? board) => new()
    {
        Run = "p/m/1",
        Model = "income",
        Task = ModelTask.Binary,
        Label = "income",
        Trainer = TrainerKind.LightGbm,
        TrainRows = 8000,
        TestRows = 2000,
        Metric = MetricName.LogLoss,
        Metrics = [new MetricValue { Name = MetricName.LogLoss, Value = 0.31, Lower = 0.3, Upper = 0.32, Confidence = 0.95, Method = IntervalMethod.BootstrapBca }],
        Seed = 1,
        Plan = new FeaturePlan([]),
        Tuning = board,
    };
}
