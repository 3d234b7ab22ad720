using System.Diagnostics.CodeAnalysis;
using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.Models;

/// <summary>
/// The model's getters, made once and bound to one moving row. That spares the milliseconds that a Transform takes to set itself up, which
/// is what a request with one row would mostly wait for. One thread at a time.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The rows hold memory only; there is nothing to give back early.")]
internal sealed class RowEvaluator
{
    private const string Label = "PredictedLabel";
    private const string Score = "Score";
    private const string Probability = "Probability";

    private readonly MovingRow _row;
    private readonly ModelSignature _signature;
    private readonly ValueGetter<float>? _score;
    private readonly ValueGetter<float>? _probability;
    private readonly ValueGetter<bool>? _flag;
    private readonly ValueGetter<uint>? _key;
    private readonly ValueGetter<VBuffer<float>>? _classes;

    public RowEvaluator(IRowToRowMapper mapper, ModelSignature signature)
    {
        _signature = signature;
        _row = new MovingRow(mapper.InputSchema);
        var names = signature.Task switch
        {
            ModelTask.Binary when mapper.OutputSchema.GetColumnOrNull(Probability) is null => [Label, Score],
            ModelTask.Binary => [Label, Score, Probability],
            ModelTask.Multiclass => [Label, Score],
            _ => new[] { Score },
        };
        var outputs = names.Select(name => mapper.OutputSchema.GetColumnOrNull(name) ?? throw Lacks(name)).ToArray();
        var output = mapper.GetRow(_row, outputs);
        if (signature.Task == ModelTask.Multiclass)
        {
            _classes = output.GetGetter<VBuffer<float>>(outputs[1]);
            _key = output.GetGetter<uint>(outputs[0]);
            RequireClasses(outputs[1]);
            return;
        }

        _score = output.GetGetter<float>(outputs[^1]);
        if (signature.Task == ModelTask.Binary)
        {
            _flag = output.GetGetter<bool>(outputs[0]);
            _score = output.GetGetter<float>(outputs[1]);
            _probability = outputs.Length == 3 ? output.GetGetter<float>(outputs[2]) : null;
        }
    }

    public Scores Evaluate(ColumnarDataViewColumn[] columns, int rows)
    {
        _row.Bind(columns);
        var values = _score is null ? null : new float[rows];
        var probabilities = _probability is null ? null : new float[rows];
        var classes = _flag is null && _key is null ? null : new int[rows];
        var byClass = _classes is null ? null : Array.ConvertAll(new int[_signature.Classes.Count], _ => new float[rows]);
        var buffer = default(VBuffer<float>);
        for (var i = 0; i < rows; i++)
        {
            _row.MoveTo(i);
            _score?.Invoke(ref values![i]);
            _probability?.Invoke(ref probabilities![i]);
            if (classes is not null)
            {
                // The model's own verdict is at 0.5 of some trainers, and at a raw score of 0 of those that were calibrated afterwards.
                classes[i] = probabilities is null ? PredictedClass() : probabilities[i] >= _signature.Threshold ? 1 : 0;
            }

            if (byClass is not null)
            {
                _classes!(ref buffer);
                Spread(buffer, byClass, i);
            }
        }

        return new Scores { Rows = rows, Values = values, Probabilities = probabilities, Classes = classes, ClassProbabilities = byClass };
    }

    private int PredictedClass()
    {
        if (_flag is not null)
        {
            var flag = false;
            _flag(ref flag);
            return flag ? 1 : 0;
        }

        uint key = 0;
        _key!(ref key);
        return checked((int)key - 1);
    }

    private static void Spread(in VBuffer<float> scores, float[][] byClass, int row)
    {
        foreach (var (index, value) in scores.Items(all: true))
        {
            byClass[index][row] = value;
        }
    }

    private void RequireClasses(DataViewSchema.Column score)
    {
        var found = (score.Type as VectorDataViewType)?.Size ?? 1;
        if (found != _signature.Classes.Count)
        {
            throw FaultException.InEnvironment($"The model scores {found} classes, its signature names {_signature.Classes.Count}.");
        }
    }

    private FaultException Lacks(string output) =>
        FaultException.InEnvironment($"The model has no output {output}, which a {_signature.Task} model must have.");
}
