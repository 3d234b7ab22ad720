using System.Collections.Concurrent;
using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.Models;

/// <summary>
/// Scores rows with a fitted model. Safe for any number of threads: each call takes an evaluator of its own from a pool, because what
/// ML.NET makes for a row keeps state.
/// </summary>
public sealed class ModelScorer
{
    private readonly ConcurrentBag<RowEvaluator> _idle = [];
    private readonly IRowToRowMapper _mapper;
    private readonly ScorePresenter _presenter;

    private ModelScorer(IRowToRowMapper mapper, ModelSignature signature)
    {
        _mapper = mapper;
        _presenter = new ScorePresenter(signature);
        Signature = signature;
        Inputs = [.. signature.Inputs.Select(SnapshotDataViewColumn.Of)];
    }

    public ModelSignature Signature { get; }

    /// <summary>The columns that rows must have, in order, and the shape of each.</summary>
    public IReadOnlyList<SnapshotDataViewColumn> Inputs { get; }

    /// <param name="modelZip">A saved model; seekable.</param>
    /// <exception cref="FaultException">The model does not do what the signature says.</exception>
    public static ModelScorer Load(Stream modelZip, ModelSignature signature)
    {
        var ml = new MLContext(seed: 1);
        var model = TreeModelFile.Load(ml, modelZip, out _);
        if (!model.IsRowToRowMapper)
        {
            throw FaultException.InEnvironment("The model drops or adds rows while it scores; expected one prediction for each row.");
        }

        var scorer = new ModelScorer(model.GetRowToRowMapper(InputSchema(signature)), signature);
        scorer._idle.Add(new RowEvaluator(scorer._mapper, signature));
        return scorer;
    }

    /// <summary>One prediction for each row.</summary>
    /// <param name="rows">Holds at least <see cref="Inputs"/>, each in its shape; others are not looked at.</param>
    /// <exception cref="ArgumentException">A column is missing or has another shape.</exception>
    public Scores Score(ColumnarDataView rows)
    {
        var columns = Inputs.Select(input => Require(rows, input)).ToArray();
        var evaluator = _idle.TryTake(out var idle) ? idle : new RowEvaluator(_mapper, Signature);
        var scores = evaluator.Evaluate(columns, rows.Rows);

        // One that threw is not put back: a getter may have stopped half-way.
        _idle.Add(evaluator);
        return _presenter.Present(scores);
    }

    /// <summary>A row of missing values: every model must have an answer to it.</summary>
    public ColumnarDataView ProbeRow() => new(Inputs.Select(input => Missing(input)), 1);

    private static ColumnarDataViewColumn Require(ColumnarDataView rows, SnapshotDataViewColumn input)
    {
        var column = rows[input.Name];
        return column.Kind == input.Kind
            ? column
            : throw new ArgumentException($"Column '{input.Name}' is {column.Kind}, the model takes {input.Kind}.", nameof(rows));
    }

    private static DataViewSchema InputSchema(ModelSignature signature) =>
        new ColumnarDataView(signature.Inputs.Select(input => Missing(SnapshotDataViewColumn.Of(input))), 0).Schema;

    private static ColumnarDataViewColumn Missing(SnapshotDataViewColumn input) => input.Kind switch
    {
        ColumnarDataViewKind.Single => ColumnarDataViewColumn.OfSingles(input.Name, [float.NaN]),
        ColumnarDataViewKind.Double => ColumnarDataViewColumn.OfDoubles(input.Name, [double.NaN]),
        _ => ColumnarDataViewColumn.OfTexts(input.Name, [0], [""]),
    };
}
