namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What a seed makes happen: at least 300 steps with at least five starts and as many kinds of faults as it draws, each twice or more.</summary>
internal static class Script
{
    private const int FewestSteps = 300;
    private const int Starts = 6;

    private static readonly StepKind[] Faults = [.. Enum.GetValues<StepKind>().Where(kind => kind >= StepKind.FailedCommit)];

    /// <summary>How often each ordinary step is drawn.</summary>
    private static readonly (StepKind Kind, int Weight)[] Weights =
    [
        (StepKind.Write, 22), (StepKind.Deliver, 10), (StepKind.Wake, 8), (StepKind.Pass, 7), (StepKind.Ask, 14), (StepKind.SendLate, 3),
        (StepKind.WorkflowWorker, 26), (StepKind.ActivityWorker, 12),
    ];

    public static List<Step> Of(int seed)
    {
        var random = new Random(seed);
        var steps = new List<Step>();
        var kinds = random.GetItems(Faults, random.Next(2, 8)).Distinct().ToArray();
        var faultEvery = random.Next(8, 40);
        var count = FewestSteps + random.Next(100);
        for (var i = 0; i < count; i++)
        {
            // The first workflows start before anything befalls them.
            var kind = i < Starts ? StepKind.Ask : random.Next(faultEvery) == 0 ? kinds[random.Next(kinds.Length)] : Ordinary(random);
            steps.Add(new Step(kind, i < Starts ? -1 - i : random.Next()));
        }

        foreach (var kind in kinds)
        {
            steps.Insert(random.Next(count / 4, steps.Count), new Step(kind, random.Next()));
            steps.Insert(random.Next(count / 4, steps.Count), new Step(kind, random.Next()));
        }

        return steps;
    }

    private static StepKind Ordinary(Random random)
    {
        var draw = random.Next(Weights.Sum(entry => entry.Weight));
        foreach (var (kind, weight) in Weights)
        {
            draw -= weight;
            if (draw < 0)
            {
                return kind;
            }
        }

        return StepKind.Write;
    }
}
