using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads how the number of a boosted model's iterations is found.</summary>
internal static class EarlyStoppingReader
{
    private const string Key = "earlyStopping";

    /// <param name="train">What was read of the section besides.</param>
    public static EarlyStoppingSpec? Read(SpecSection section, TrainSpec train)
    {
        if (!train.BoostsInSegments)
        {
            section.Forbid(Key, "only lightgbm with checkpoints (train.checkpointEvery above 0) finds its number of iterations");
        }

        var stopping = section.Section(Key, "how the number of iterations is found, such as {rounds: 50}");
        var rounds = stopping.Find("rounds")?.Whole(0, 1_000_000) ?? EarlyStoppingSpec.DefaultRounds;
        var share = stopping.Find("share")?.Number("a number above 0 and up to 0.5", n => n is > 0 and <= 0.5) ?? EarlyStoppingSpec.DefaultShare;
        var iterations = stopping.Find("iterations")?.Whole(1, 1_000_000) ?? EarlyStoppingSpec.DefaultIterations;
        stopping.Close();

        // Who says how many there are to be need not have them found.
        var isAsked = stopping.IsPresent || !train.Params.ContainsKey(TrainerParameters.Iterations);
        return train.BoostsInSegments && isAsked && rounds > 0 ? new EarlyStoppingSpec(rounds, share, iterations) : null;
    }
}
