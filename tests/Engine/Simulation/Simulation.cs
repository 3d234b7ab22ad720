namespace Mdlc.Engine.Tests.Simulation;

/// <summary>Runs a script in a new world.</summary>
internal static class Simulation
{
    /// <returns>What went wrong; null when nothing did.</returns>
    public static Exception? Run(int seed, IReadOnlyList<Step> steps, Coverage? coverage = null)
    {
        var done = 0;
        try
        {
            using var world = new World(seed, steps, coverage);
            foreach (var step in steps)
            {
                world.Do(step);
                done++;
            }

            world.Finish();
            return null;
        }
        catch (Exception e)
        {
            return new InvalidOperationException($"after {done} of {steps.Count} steps: {e.Message}", e);
        }
    }

    /// <summary>Leaves out what can be left out while it still fails.</summary>
    public static IReadOnlyList<Step> Minimise(int seed, IReadOnlyList<Step> steps, TimeSpan patience)
    {
        var end = DateTime.UtcNow + patience;
        var rest = steps.ToList();
        for (var chunk = rest.Count / 2; chunk >= 1; chunk /= 2)
        {
            for (var from = rest.Count - chunk; from >= 0 && DateTime.UtcNow < end; from -= chunk)
            {
                List<Step> fewer = [.. rest[..from], .. rest[(from + chunk)..]];
                if (Run(seed, fewer) is not null)
                {
                    rest = fewer;
                    from = Math.Min(from, rest.Count);
                }
            }
        }

        return rest;
    }
}
