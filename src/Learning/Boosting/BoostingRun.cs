using Mdlc.Trees;

namespace Mdlc.Learning.Boosting;

/// <summary>
/// Boosts a model in segments of a fixed number of iterations. Every segment, of an undisturbed training too, begins with a new booster from what the
/// trees so far say of each row, under seeds of its own: so one that goes on from a checkpoint makes the trees that it would have made.
/// </summary>
/// <param name="held">Rows to measure the loss on; null: none.</param>
/// <param name="checkpoints">Null: nothing is kept.</param>
/// <param name="progress">Told of each iteration.</param>
/// <param name="isEnough">Asked after each iteration whether it is to be the last; the trees so far are kept.</param>
/// <param name="isHopeless">The same, given the losses on the held-out rows so far; asked of what checkpoints gave as well, so that a training that goes on decides as one that was not disturbed.</param>
internal sealed class BoostingRun(
    BoostingSettings settings,
    BoostingRows train,
    BoostingRows? held,
    BoostingCheckpoints? checkpoints,
    Action<BoostingProgress>? progress,
    Func<BoostingProgress, bool>? isEnough,
    Func<IReadOnlyList<double>, bool>? isHopeless = null)
{
    private readonly List<TreeText> _texts = [];
    private readonly List<double> _losses = [];
    private readonly double[] _scores = new double[checked((long)train.Count * settings.Outputs)];
    private readonly double[] _heldScores = new double[checked((long)(held?.Count ?? 0) * settings.Outputs)];
    private int _done;
    private int _resumed;
    private int _best = -1;

    // No more trees can be made, or are to be expected to help.
    private bool _isLast;

    // Somebody had enough.
    private bool _isStopped;

    public BoostingResult Run()
    {
        var before = Resume();
        if (!IsOver)
        {
            Continue(before);
        }

        var keepsAll = held is null || settings.Patience is null;
        var best = keepsAll ? _done : _best + 1;
        var text = TreeText.Join(_texts);
        var kept = (keepsAll ? text : text.First(best * settings.Outputs)).ToString();
        return new BoostingResult(TreeModel.Parse(kept), _done, best, _losses, _resumed);
    }

    private bool IsOver => _isLast || _isStopped || _done >= settings.Iterations;

    /// <returns>The digest of the last checkpoint.</returns>
    private string Resume()
    {
        var before = "";
        while (!IsOver && checkpoints?.Read(_texts.Count, before) is { } found && IsWhole(found.Checkpoint))
        {
            before = found.Digest;
            Keep(found.Checkpoint);
            foreach (var loss in found.Checkpoint.Losses)
            {
                Add(loss);
            }

            _done += found.Checkpoint.Iterations;
            _isLast = found.Checkpoint.IsLast;
        }

        _resumed = _done;
        _isStopped = _done > 0 && isHopeless?.Invoke(_losses) == true;
        return before;
    }

    // The last segment of a training that was to be shorter breaks off where this one goes on.
    private bool IsWhole(BoostingCheckpoint checkpoint) =>
        _done + checkpoint.Iterations <= settings.Iterations
        && (checkpoint.IsLast || checkpoint.Iterations == settings.Segment || _done + checkpoint.Iterations == settings.Iterations);

    private void Continue(string before)
    {
        using var rows = train.Features.CreateDataset(settings.OfSegment(0), reference: null);
        rows.Set("label", train.Labels);
        using var validation = held?.Features.CreateDataset(settings.OfSegment(0), rows);

        // Labels are not looked at there, but must be ones that the objective takes.
        validation?.Set("label", Array.ConvertAll(held!.Labels, label => Math.Max(0, label)));
        var loss = held is null ? null : new HeldOutLoss(settings.Task, held.Labels, settings.Outputs);
        while (!IsOver)
        {
            if (_done > 0)
            {
                rows.Set("init_score", _scores);
                validation?.Set("init_score", _heldScores);
            }

            var segment = _texts.Count;
            var checkpoint = Train(rows, validation, loss, before);
            if (checkpoint.Iterations > 0 || segment == 0)
            {
                Keep(checkpoint);
            }

            // What was stopped within a segment is no whole one: whoever goes on after all begins that segment anew.
            if (checkpoints is not null && (!_isStopped || checkpoint.Iterations == settings.Segment))
            {
                before = checkpoints.Write(segment, checkpoint);
            }
        }
    }

    private BoostingCheckpoint Train(DatasetHandle rows, DatasetHandle? validation, HeldOutLoss? loss, string before)
    {
        using var booster = BoosterHandle.Create(rows, settings.OfSegment(_texts.Count));
        if (validation is not null)
        {
            booster.Validate(validation);
        }

        var (first, most) = (_done, Math.Min(settings.Segment, settings.Iterations - _done));
        while (_done < first + most && !_isLast && !_isStopped)
        {
            // LightGBM gives a model without a single split a tree of one leaf; a segment that cannot split is none.
            if (!booster.Update())
            {
                _isLast = true;
                if (_done > 0)
                {
                    break;
                }
            }

            _done++;
            if (loss is not null)
            {
                Add(loss.Of(booster));
            }

            Tell();
        }

        var iterations = _done - first;
        var text = TreeText.Split(booster.Text()).First(iterations * settings.Outputs);
        return new BoostingCheckpoint(before, iterations, [.. _losses.Skip(first)], _isLast, text.ToString());
    }

    private void Tell()
    {
        var now = new BoostingProgress(_done, settings.Iterations, _losses.Count == 0 ? null : _losses[^1])
        {
            Best = _best < 0 ? null : _best + 1, Resumed = _resumed,
        };
        progress?.Invoke(now);
        var isHopelessNow = isHopeless?.Invoke(_losses) == true;
        _isStopped = isEnough?.Invoke(now) == true || isHopelessNow;
        _isLast |= settings.Patience is { } patience && _done - now.Best >= patience;
    }

    private void Keep(BoostingCheckpoint checkpoint)
    {
        _texts.Add(TreeText.Split(checkpoint.Text));
        var forest = new Forest(TreeModel.Parse(checkpoint.Text).Trees, settings.Outputs);
        train.Features.AddScores(forest, _scores, settings.Threads);
        held?.Features.AddScores(forest, _heldScores, settings.Threads);
    }

    /// <summary>The best is the first of the smallest; a loss that is not a number is none.</summary>
    private void Add(double loss)
    {
        _losses.Add(loss);
        if (_best < 0 || loss < _losses[_best] || double.IsNaN(_losses[_best]))
        {
            _best = _losses.Count - 1;
        }
    }
}
