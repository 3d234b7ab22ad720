namespace Mdlc.Conformance.Tests.Differential;

/// <summary>
/// Programs from seeds. At any moment at most one branch of a program moves by itself (timers, retries, timeouts, children); all others wait
/// for the outside, which acts only when nothing moves: what happens in which order is then the program's, not the machine's.
/// </summary>
internal sealed class ProgramGenerator
{
    private const int MostChildren = 3;

    private readonly Random _random;
    private int _names;
    private int _children;

    private ProgramGenerator(int seed) => _random = new Random(seed);

    public static TrialProgram Create(int seed)
    {
        var generator = new ProgramGenerator(seed);
        var start = generator.Start();
        var attempts = start is StartKind.Cron || generator.Chance(75) ? 1 : 2;
        var steps = start is StartKind.Cron ? generator.Steps(2, depth: 2, moves: true) : generator.Steps(6, depth: 0, moves: true);
        if (start is not StartKind.Cron && generator.Chance(25))
        {
            steps.Insert(generator._random.Next(steps.Count + 1), generator.New(StepKind.ContinueAsNew));
        }

        if (attempts > 1 || generator.Chance(15))
        {
            steps.Add(generator.New(StepKind.Fail) with { Variant = generator._random.Next(2), IsFinal = generator.Chance(30) });
        }

        return new(seed, start, attempts, generator.Chance(50), steps, start is StartKind.Cron ? [] : generator.Outside());
    }

    private StartKind Start() => _random.Next(100) switch
    {
        < 60 => StartKind.Start,
        < 70 => StartKind.SignalWithStart,
        < 80 => StartKind.UpdateWithStart,
        < 88 => StartKind.Delayed,
        < 94 => StartKind.Schedule,
        _ => StartKind.Cron,
    };

    private List<Step> Steps(int most, int depth, bool moves) => [.. Enumerable.Range(0, 1 + _random.Next(most)).Select(_ => Step(depth, moves))];

    private Step Step(int depth, bool moves)
    {
        var kind = Kind(depth, moves);
        var step = New(kind);
        return kind switch
        {
            StepKind.Activity => step with { Fails = _random.Next(4), Attempts = 1 + _random.Next(3), IsFinal = Chance(20) },
            StepKind.GatedActivity => step with { Fails = _random.Next(2) },
            StepKind.SilentActivity => step with { Attempts = 1 + _random.Next(2), Variant = _random.Next(4) },
            StepKind.CancelledActivity or StepKind.CancelledChild => step with { Variant = _random.Next(3), Branches = kind == StepKind.CancelledChild ? [Steps(2, 2, moves: false)] : [] },
            StepKind.LocalActivity => step with { Fails = _random.Next(3), Attempts = 2 },
            StepKind.Timer => step with { Milliseconds = 1 + _random.Next(900) },
            StepKind.Child or StepKind.SignalledChild => step with { Attempts = 1 + _random.Next(2), Branches = [ChildSteps(depth)] },
            StepKind.LeftChild => step with { Variant = _random.Next(3), Branches = [Steps(2, 2, moves: false)] },
            StepKind.Parallel => step with { Branches = Branches(depth, moves) },
            _ => step with { Variant = _random.Next(3) },
        };
    }

    private List<Step> ChildSteps(int depth)
    {
        var steps = Steps(3, depth + 1, moves: true);
        if (Chance(20))
        {
            steps.Insert(_random.Next(steps.Count + 1), New(StepKind.ContinueAsNew));
        }

        if (Chance(30))
        {
            steps.Add(New(StepKind.Fail) with { Variant = _random.Next(2), IsFinal = Chance(30) });
        }

        return steps;
    }

    private List<IReadOnlyList<Step>> Branches(int depth, bool moves)
    {
        var count = 2 + _random.Next(2);
        var mover = moves ? _random.Next(count) : -1;
        return [.. Enumerable.Range(0, count).Select(n => Steps(2, depth + 1, n == mover))];
    }

    private StepKind Kind(int depth, bool moves)
    {
        while (true)
        {
            var kind = _random.Next(100) switch
            {
                < 20 => StepKind.Activity,
                < 32 => StepKind.GatedActivity,
                < 36 => StepKind.SilentActivity,
                < 41 => StepKind.CancelledActivity,
                < 46 => StepKind.LocalActivity,
                < 53 => StepKind.Timer,
                < 58 => StepKind.OvertakenTimer,
                < 65 => StepKind.Await,
                < 71 => StepKind.Child,
                < 74 => StepKind.LeftChild,
                < 77 => StepKind.SignalledChild,
                < 80 => StepKind.CancelledChild,
                < 82 => StepKind.SilentChild,
                < 84 => StepKind.RefusedChild,
                < 86 => StepKind.SignalNobody,
                < 88 => StepKind.CancelNobody,
                < 90 => StepKind.Patch,
                < 92 => StepKind.Memo,
                < 94 => StepKind.SearchAttribute,
                _ => StepKind.Parallel,
            };
            if ((!moves && Moves(kind)) || (depth >= 2 && kind is StepKind.Parallel) || (IsChild(kind) && (depth >= 2 || _children >= MostChildren)))
            {
                continue;
            }

            _children += IsChild(kind) ? 1 : 0;
            return kind;
        }
    }

    /// <summary>Whether the step goes on, or begins something that goes on, without being asked to.</summary>
    private static bool Moves(StepKind kind) => kind is not (StepKind.GatedActivity or StepKind.OvertakenTimer or StepKind.Await or StepKind.Patch
        or StepKind.Memo or StepKind.SearchAttribute or StepKind.Parallel);

    private static bool IsChild(StepKind kind) => kind is StepKind.Child or StepKind.LeftChild or StepKind.SignalledChild or StepKind.CancelledChild
        or StepKind.SilentChild or StepKind.RefusedChild;

    private List<OutsideAction> Outside() =>
        [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new OutsideAction(_random.Next(8), OutsideKindOf(_random.Next(100)))).OrderBy(action => action.At)];

    private static OutsideKind OutsideKindOf(int number) => number switch
    {
        < 20 => OutsideKind.Signal,
        < 40 => OutsideKind.Update,
        < 50 => OutsideKind.RefusedUpdate,
        < 58 => OutsideKind.FailedUpdate,
        < 68 => OutsideKind.GatedUpdate,
        < 78 => OutsideKind.Query,
        < 90 => OutsideKind.Cancel,
        < 95 => OutsideKind.Terminate,
        _ => OutsideKind.Reset,
    };

    private Step New(StepKind kind) => new(kind, $"{kind.ToString().ToLowerInvariant()}-{++_names}");

    private bool Chance(int percent) => _random.Next(100) < percent;
}
