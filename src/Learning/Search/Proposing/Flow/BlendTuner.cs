using Mdlc.Learning.Search.Proposing.Tpe;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing.Flow;

/// <summary>
/// BlendSearch (Wang et al. 2021): a global search (TPE) finds where to look, a local one goes on from its best point, and each trial is
/// given to the one whose next gain is expected to cost less. Who proposed an earlier trial is not told but found again, by going through
/// the trials with as many pending ones as there are now.
/// </summary>
internal sealed class BlendTuner : Tuner
{
    /// <summary>Trials before a local search begins.</summary>
    private const int Startup = 5;

    /// <summary>No more trials in a row are given to one search while there are two.</summary>
    private const int MostInRow = 5;

    protected override (double[]? Point, string? Note) Next(SearchContext context)
    {
        var (local, step, number) = new Replay(context).Run();
        return local is null
            ? (TpeTuner.Point(context), null)
            : (CfoTuner.Move(context, local, local.Incumbent!, SeededRandom.Derive(SeededRandom.Derive(context.Seed, "local"), number), step), null);
    }

    private sealed class Replay(SearchContext context)
    {
        private readonly Dictionary<int, int> _stepOf = [];
        private readonly List<SeenTrial> _globals = [];
        private readonly SearchAccount _global = new();
        private SearchAccount _localAccount = new();
        private FlowThread? _local;
        private int _steps;
        private int _locals;
        private int _firstOfLocal;
        private int _inRow;
        private bool _lastWasLocal;

        public (FlowThread? Local, int Step, int Number) Run()
        {
            var known = context.Trials.Where(seen => !seen.IsPending).ToList();
            var pending = context.Trials.Count - known.Count;
            var seen = 0;
            for (var trial = 0; trial < context.Trial; trial++)
            {
                Decide(trial);
                while (seen < known.Count && known[seen].Number <= trial - pending)
                {
                    Observe(known[seen++]);
                }
            }

            while (seen < known.Count)
            {
                Observe(known[seen++]);
            }

            var isLocal = IsLocal();
            return (isLocal ? _local : null, _steps, _locals);
        }

        private void Decide(int trial)
        {
            if (trial >= context.Starts.Count && IsLocal())
            {
                _stepOf[trial] = _steps++;
                _inRow = _lastWasLocal ? _inRow + 1 : 1;
                _lastWasLocal = true;
            }
            else
            {
                _inRow = _lastWasLocal ? 1 : _inRow + 1;
                _lastWasLocal = false;
            }
        }

        private bool IsLocal()
        {
            if (_local is null)
            {
                return false;
            }

            if (_inRow >= MostInRow)
            {
                return !_lastWasLocal;
            }

            var best = Math.Min(_global.Loss, _local.Loss);
            return _localAccount.CostOfGain(best) < _global.CostOfGain(best);
        }

        private void Observe(SeenTrial seen)
        {
            if (_stepOf.TryGetValue(seen.Number, out var step))
            {
                if (seen.Number >= _firstOfLocal && _local is not null)
                {
                    _local.Observe(seen, step);
                    _localAccount.Add(seen);
                }
            }
            else
            {
                _global.Add(seen);
                _globals.Add(seen);
            }

            if (_local?.HasConverged == true)
            {
                _local = null;
                _globals.Clear();
            }

            // A better point of the global search is where the local one goes on.
            var found = _globals.Where(trial => trial.IsComplete).MinBy(trial => trial.Loss);
            if (found is not null && (_local is null ? _globals.Count >= Startup : found.Loss < _local.Loss))
            {
                _local = new FlowThread(context.Space);
                _local.Observe(found, -1);
                _localAccount = new SearchAccount();
                _localAccount.Add(found);
                _steps = 0;
                _locals++;
                _firstOfLocal = seen.Number + 1;
                _globals.Clear();
            }
        }
    }
}
