using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Unit.Tests.Activities.Features;

public sealed class SuspicionTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Stages_WithAColumnThatTellsTheLabel_SayItFromTransformToGate()
    {
        var spec = Spec(ReadingRules.Second);
        var snapshot = await _sandbox.FetchAsync(WithLeak());

        var transformed = await _sandbox.TransformAsync(spec, snapshot);
        var trained = await _sandbox.TrainAsync(spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(spec, transformed, trained);
        var gated = await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated);

        var suspicion = Assert.Single(transformed.Warnings);
        Assert.StartsWith("column 'paid' alone tells the label 'label': AUC 1 over", suspicion, StringComparison.Ordinal);
        Assert.Contains("; suspected leak: column 'paid'", transformed.Summary, StringComparison.Ordinal);
        Assert.Contains("; suspected leak: column 'paid'", gated.Summary, StringComparison.Ordinal);
        Assert.Equal([suspicion], (await ReadAsync<EvaluationDocument>(evaluated.Document)).Warnings);
        Assert.Equal([suspicion], (await ReadAsync<GateVerdict>(gated.Document)).Warnings);
        Assert.Equal(Verdict.Pass, gated.Verdict);
        Assert.Contains("Suspected leaks", await File.ReadAllTextAsync(evaluated.Report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transform_ByTheFirstRules_SuspectsNothing()
    {
        var transformed = await _sandbox.TransformAsync(Spec(ReadingRules.First), await _sandbox.FetchAsync(WithLeak()));

        Assert.Empty(transformed.Warnings);
        Assert.Equal(ColumnRole.Numeric, transformed.Plan.Columns.Single(c => c.Name == "n").Role);
    }

    [Fact]
    public async Task Transform_RowNumbersOfAHashSplit_AreDroppedThoughRowsAreMissing()
    {
        var transformed = await _sandbox.TransformAsync(Spec(ReadingRules.Second), await _sandbox.FetchAsync(WithLeak()));

        Assert.Equal(ColumnRole.Drop, transformed.Plan.Columns.Single(c => c.Name == "n").Role);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static ModelSpec Spec(int rules)
    {
        var spec = StageSandbox.Spec(ModelTask.Binary);
        return spec with { Source = spec.Source with { Rules = rules } };
    }

    /// <summary>The usual rows with a number of the row and a payment that only follows a yes.</summary>
    private static string WithLeak()
    {
        var random = new Random(5);
        var lines = StageSandbox.Csv(2000, ModelTask.Binary).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = lines.Skip(1).Select((line, i) =>
        {
            var paid = (line.EndsWith(",yes", StringComparison.Ordinal) ? 5 : 0) + random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"{i},{paid:0.000},{line}");
        });
        return $"n,paid,{lines[0]}\n{string.Join('\n', rows)}\n";
    }

    private async Task<T> ReadAsync<T>(ArtifactRef document) =>
        MdlcJson.Deserialize<T>(await _sandbox.Artifacts.ReadTextAsync(document, TestContext.Current.CancellationToken));
}
