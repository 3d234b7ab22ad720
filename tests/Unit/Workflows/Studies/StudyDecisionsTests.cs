using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Workflows.Studies;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Studies;

public sealed class StudyDecisionsTests
{
    private static readonly TuneSpec Tune = new() { Trials = 10, Parallel = 2 };

    [Theory]
    [InlineData(0, "", -1)]
    [InlineData(1, "", -1)]
    [InlineData(2, "0", 0)]
    [InlineData(3, "0 1", 1)]
    [InlineData(3, "0 1 2", 1)]
    [InlineData(2, "1", null)]
    [InlineData(3, "0 2", null)]
    public void Next_Trial_IsBegunOnceThoseThatItKnowsHaveEnded(int next, string ended, int? through)
    {
        var step = StudyDecisions.Next(StateOf(next, ended), Tune, higherIsBetter: false, underWay: 1, seconds: 0, historyIsLong: false);

        Assert.Equal(through is { } known ? new StudyStep(StudyStepKind.Begin, known) : StudyStep.Wait, step);
    }

    [Fact]
    public void Next_WhilePausedOrTooLong_BeginsNothing()
    {
        var state = StateOf(2, "0 1");

        Assert.Equal(StudyStep.Wait, Step(state with { IsPaused = true }));
        Assert.Equal(StudyStep.Wait, Step(state, underWay: 1, historyIsLong: true));
        Assert.Equal(StudyStep.Renew, Step(state, underWay: 0, historyIsLong: true));
    }

    [Fact]
    public void Next_BeyondABudget_WaitsForThoseUnderWay_AndEnds()
    {
        var state = StateOf(10, "0 1 2 3 4 5 6 7 8");

        Assert.Equal(StudyStep.Wait, Step(state, underWay: 1));
        Assert.Equal(new StudyStep(StudyStepKind.End, Reason: "all 10 trials have been begun"), Step(state, underWay: 0));
        Assert.Equal(StudyStepKind.Begin, Step(StudyDecisions.Extend(state, new StudyBudget(1, null, null))).Kind);
    }

    [Theory]
    [InlineData(59.9, StudyStepKind.Begin)]
    [InlineData(60, StudyStepKind.End)]
    public void Next_BudgetOfTime_EndsWithIt(double seconds, StudyStepKind expected)
    {
        var state = StateOf(1, "0") with { Budget = new StudyBudget(null, null, 60) };

        Assert.Equal(expected, StudyDecisions.Next(state, Tune, false, 0, seconds, false).Kind);
    }

    [Fact]
    public void Next_Iterations_CountsThoseOfKnownTrialsOnly()
    {
        var state = StateOf(4, "0 1 2 3") with { Budget = new StudyBudget(null, 300, null) };

        // Of 100 each; the fourth has ended too, and is not looked at yet.
        Assert.Equal(StudyStepKind.End, Step(state).Kind);
        Assert.Equal(StudyStepKind.Begin, Step(state with { Budget = new StudyBudget(null, 301, null) }).Kind);
    }

    [Theory]
    [InlineData(true, 0.9, StudyStepKind.End)]
    [InlineData(false, 0.9, StudyStepKind.End)]
    [InlineData(true, 0.91, StudyStepKind.Begin)]
    [InlineData(false, 0.89, StudyStepKind.Begin)]
    public void Next_Goal_IsReachedInTheMetricsDirection(bool higherIsBetter, double goal, StudyStepKind expected) =>
        Assert.Equal(expected, StudyDecisions.Next(StateOf(2, "0 1"), Tune with { Goal = goal }, higherIsBetter, 0, 0, false).Kind);

    [Fact]
    public void Failure_WithoutANumber_IsMoreThanHalf_FromTwentyOn()
    {
        var failing = StateOf(0, "") with { Trials = [.. Enumerable.Range(0, 40).Select(i => Result(i) with { State = i % 2 == 0 || i < 4 ? TrialState.Failed : TrialState.Complete, Error = "no" })] };

        Assert.Null(StudyDecisions.FailureOf(failing, Tune, 33));
        Assert.Contains("Found 20 failed trials among the first 35, expected no more than half of them; the last one: no", StudyDecisions.FailureOf(failing, Tune, 34), StringComparison.Ordinal);
        Assert.Null(StudyDecisions.FailureOf(failing, Tune with { MaxFailedTrials = 22 }, 39));
    }

    [Fact]
    public void Known_Trials_BeyondThrough_ArePending_WithTheirPoints()
    {
        var space = StandInStudy.Space;

        var known = StudyDecisions.KnownTo(0, StateOf(3, "0 2"), [new RunningTrial(1, new Dictionary<string, double> { ["x"] = 0.1 }, new Dictionary<string, string> { ["plan.missing"] = "zero" }, -1)], space);

        Assert.Equal([(0, TrialState.Complete, 0.9, 100), (1, null, null, 0), (2, null, null, 0)], known.Select(trial => (trial.Trial, trial.State, trial.Loss, trial.Cost)));
        Assert.Equal([0.1, 1.0], known[1].At);
        Assert.Equal(["x", "plan.missing"], StudyPoints.PointOf(space, known[1].At).Keys);
    }

    [Theory]
    [InlineData("0.50 0.52 0.48 0.51", "0.40 0.42 0.38 0.41", 1)] // the same on each part: sure
    [InlineData("0.50 0.52 0.48 0.51", "0.30 0.60 0.50 0.59", 0)] // on average better, by luck
    [InlineData("0.50 0.52 0.48 0.51", "0.40 0.42 0.38", 1)] // other parts: nothing is known
    [InlineData("", "", 1)]
    [InlineData("0.50 0.52 0.48 0.51", "0.60 0.62 0.58 0.61", 0)]
    public void Chosen_OnSeveralParts_IsTheDefaults_UnlessAnotherIsBetterBeyondChance(string first, string other, int chosen)
    {
        var space = new SearchSpace([SearchParameter.Double("x", 0, 1)], new Dictionary<string, double> { ["x"] = 0.5 });
        TrialResult[] trials = [OnParts(Result(0), first, 0.5), OnParts(Result(1), other, 0.49)];

        var board = StudyDecisions.Chosen(trials, space);

        Assert.Equal(chosen, board[0].Trial);
        Assert.Equal([0, 1], board.Select(trial => trial.Trial).Order());
        Assert.Equal(first.StartsWith("0.50", StringComparison.Ordinal) && other.StartsWith("0.30", StringComparison.Ordinal), board[0].Note?.StartsWith("kept: trial 2 is better by 0.005, within one standard error", StringComparison.Ordinal) ?? false);
        Assert.Equal(other.StartsWith("0.60", StringComparison.Ordinal) ? 0 : 1, StudyDecisions.Chosen(trials, space with { Start = null })[0].Trial);
        Assert.Equal(1, StudyDecisions.Chosen([trials[0] with { State = TrialState.Failed, Loss = null }, trials[1]], space)[0].Trial);

        static TrialResult OnParts(TrialResult trial, string losses, double otherwise)
        {
            double[] parts = [.. losses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(loss => double.Parse(loss, System.Globalization.CultureInfo.InvariantCulture))];
            return trial with { FoldLosses = parts, Loss = parts.Length == 0 ? otherwise : parts.Average() };
        }
    }

    [Fact]
    public void Ranked_Trials_CompleteFirst_ThenTheFarthest_ThenFailed()
    {
        TrialResult[] trials =
        [
            Result(0) with { State = TrialState.Failed, Loss = null },
            Result(1) with { State = TrialState.Pruned, Loss = null, Interim = [new(16, 0.1)] },
            Result(2) with { State = TrialState.Pruned, Loss = null, Interim = [new(16, 0.2), new(64, 0.3)] },
            Result(3) with { Loss = 0.5 },
            Result(4) with { Loss = 0.4 },
        ];

        Assert.Equal([4, 3, 2, 1, 0], StudyDecisions.Ranked(trials).Select(trial => trial.Trial));
    }

    [Theory]
    [InlineData(null, null, null, "Found nothing to extend the study by")]
    [InlineData(0, null, null, "Found nothing to extend the study by")]
    [InlineData(null, null, 60.0, "The study has no budget of time to extend; it has one of trials")]
    [InlineData(991, null, null, "Found 10 trials and 991 more, expected 1000 at most")]
    public void Extension_ThatMakesNoSense_IsRefused(int? trials, long? iterations, double? seconds, string sentence)
    {
        var refused = Assert.Throws<ApplicationFailureException>(() => StudyDecisions.RequireExtension(new StudyBudget(trials, iterations, seconds), StudyDecisions.Begin(Tune)));

        Assert.StartsWith(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Orders_OfAnEndingStudy_AreRefused()
    {
        var ending = StudyDecisions.Begin(Tune) with { Ending = "its time is over" };

        foreach (var order in new Action[]
        {
            () => StudyDecisions.RequirePause(ending, ending.Ending),
            () => StudyDecisions.RequireStop(ending),
            () => StudyDecisions.RequireParallel(2, ending),
            () => StudyDecisions.RequireExtension(new StudyBudget(1, null, null), ending),
        })
        {
            Assert.Contains("The study is ending: its time is over", Assert.Throws<ApplicationFailureException>(order).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Starts_HaveTheirNotes_AfterTheFirstTrial()
    {
        var prepared = new PreparedStudy(StandInStudy.Space, null) { StartNotes = ["run 1, trial 3", "run 2, trial 9"] };

        Assert.Equal([null, "run 1, trial 3", "run 2, trial 9", null], Enumerable.Range(0, 4).Select(trial => StudyDecisions.NoteOf(prepared, trial)));
    }

    private static StudyStep Step(StudyState state, int underWay = 0, bool historyIsLong = false) =>
        StudyDecisions.Next(state, Tune, higherIsBetter: false, underWay, seconds: 0, historyIsLong);

    private static StudyState StateOf(int next, string ended) => StudyDecisions.Begin(Tune) with
    {
        Next = next,
        Trials = [.. ended.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => Result(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)))],
    };

    private static TrialResult Result(int trial) => new(trial, new Dictionary<string, double> { ["x"] = 0.2 }, 0.9, null, 1)
    {
        State = TrialState.Complete,
        Loss = 0.9,
        Trained = 100,
        Choices = new Dictionary<string, string> { ["plan.missing"] = "auto" },
    };
}
