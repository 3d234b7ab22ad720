using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing.Flow;

/// <summary>Cost-frugal optimisation: local search from a cheap point, and anew from a point by chance when it is at an end.</summary>
internal sealed class CfoTuner : Tuner
{
    private const int Draws = 40;

    protected override (double[]? Point, string? Note) Next(SearchContext context)
    {
        var (thread, origin) = Replay(context);
        return (thread.Incumbent is null && !context.IsTaken(origin) ? origin : Move(context, thread, origin, context.Seed, context.Trial), null);
    }

    /// <summary>A step to a point that was not tried; null: none was found.</summary>
    public static double[]? Move(SearchContext context, FlowThread thread, double[] origin, long seed, int step)
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var point = thread.Move(origin, seed, step, draw);
            if (!context.IsTaken(point))
            {
                return point;
            }
        }

        return null;
    }

    private static (FlowThread Thread, double[] Origin) Replay(SearchContext context)
    {
        var (thread, origin, restarts) = (new FlowThread(context.Space), First(context), 0);
        var isWaiting = false;
        foreach (var seen in context.Trials.Where(seen => !seen.IsPending))
        {
            // Between an end and the new beginning there may be trials that were under way: they belong to neither.
            if (isWaiting && !seen.Point.AsSpan().SequenceEqual(origin))
            {
                continue;
            }

            isWaiting = false;
            thread.Observe(seen, seen.Number);
            if (thread.HasConverged)
            {
                restarts++;
                isWaiting = true;
                thread = new FlowThread(context.Space);
                origin = Beginning(context, restarts);
            }
        }

        return (thread, origin);
    }

    /// <summary>The cheap point; what it does not say comes from the start. Where neither is known, a point by chance.</summary>
    private static double[] First(SearchContext context)
    {
        var space = context.Space.Space;
        return space.Cheap is null && space.Start is null
            ? Beginning(context, 0)
            : context.Space.Encode(context.Space.Complete(space.Cheap ?? new Dictionary<string, double>()));
    }

    private static double[] Beginning(SearchContext context, int number) =>
        Rounded(context, RandomSearch.Draw(context.Space, SeededRandom.Derive(SeededRandom.Derive(context.Seed, "restart"), number)));

    private static double[] Rounded(SearchContext context, double[] point) => context.Space.Encode(context.Space.Decode(point));
}
