using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>What the trees say of a moving row. It is asked of them once a row, however many outputs are read. One thread at a time.</summary>
internal sealed class TreeGetters
{
    public const string PredictedLabel = "PredictedLabel";
    public const string Score = "Score";
    public const string Probability = "Probability";

    private readonly TreeModel _model;
    private readonly DataViewRow _input;
    private readonly ValueGetter<VBuffer<float>> _vector;
    private readonly double[] _raw;
    private VBuffer<float> _found;
    private float[]? _row;
    private long _position = -1;

    public TreeGetters(TreeModel model, DataViewRow input, DataViewSchema.Column features)
    {
        (_model, _input) = (model, input);
        _vector = input.GetGetter<VBuffer<float>>(features);
        _raw = new double[model.Outputs];
    }

    /// <returns>The getter of an output by its name.</returns>
    public Delegate Of(string output) => (_model.Objective, output) switch
    {
        (TreeObjective.Binary, PredictedLabel) => (ValueGetter<bool>)((ref bool value) => value = Raw()[0] > 0),
        (TreeObjective.Binary, Probability) => (ValueGetter<float>)((ref float value) => value = (float)_model.Probability(Raw()[0])),
        (TreeObjective.Multiclass, PredictedLabel) => (ValueGetter<uint>)((ref uint value) => value = (uint)(Largest(Raw()) + 1)),
        (TreeObjective.Multiclass, Score) => (ValueGetter<VBuffer<float>>)Probabilities,
        _ => (ValueGetter<float>)((ref float value) => value = (float)Raw()[0]),
    };

    private static int Largest(double[] raw)
    {
        var largest = 0;
        for (var i = 1; i < raw.Length; i++)
        {
            largest = raw[i] > raw[largest] ? i : largest;
        }

        return largest;
    }

    private void Probabilities(ref VBuffer<float> value)
    {
        Span<double> shares = [.. Raw()];
        TreeModel.Softmax(shares);
        var editor = VBufferEditor.Create(ref value, shares.Length);
        for (var i = 0; i < shares.Length; i++)
        {
            editor.Values[i] = (float)shares[i];
        }

        value = editor.Commit();
    }

    private double[] Raw()
    {
        if (_input.Position != _position || _position < 0)
        {
            _vector(ref _found);
            if (_found.IsDense)
            {
                _model.Score(_found.GetValues(), _raw);
            }
            else
            {
                ScoreSparse();
            }

            _position = _input.Position;
        }

        return _raw;
    }

    // A whole vector is kept, of which only what this row has is filled in, and taken out again.
    private void ScoreSparse()
    {
        _row ??= new float[_model.Slots];
        var slots = _found.GetIndices();
        var values = _found.GetValues();
        for (var i = 0; i < slots.Length; i++)
        {
            _row[slots[i]] = values[i];
        }

        _model.Score(_row, _raw);
        foreach (var slot in slots)
        {
            _row[slot] = 0;
        }
    }
}
