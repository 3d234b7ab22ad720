using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Activities;

public sealed class StagesTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    [Theory]
    [InlineData(ModelTask.Binary, "auc", 0.95)]
    [InlineData(ModelTask.Multiclass, "microAccuracy", 0.8)]
    [InlineData(ModelTask.Regression, "r2", 0.9)]
    public async Task Stages_FromCsvToEvaluation_LearnWhatIsThere(ModelTask task, string metric, double atLeast)
    {
        var spec = StageSandbox.Spec(task);
        var snapshot = await _sandbox.FetchAsync(StageSandbox.Csv(2000, task));

        var transformed = await _sandbox.TransformAsync(spec, snapshot);
        var trained = await _sandbox.TrainAsync(spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(spec, transformed, trained);

        Assert.Equal(2000, transformed.Split.TrainRows + transformed.Split.TestRows);
        Assert.InRange(transformed.Split.TestRows, 320, 480);
        Assert.InRange(evaluated.Metrics[metric], atLeast, 1);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();
}
