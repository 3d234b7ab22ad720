using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Activities;

/// <summary>A stage whose input is damaged says so and makes nothing of it; the stage that made the input makes it anew.</summary>
public sealed class DamagedArtifactTests : IAsyncDisposable
{
    private static readonly ModelSpec Spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);

    private readonly StageSandbox _sandbox = new();
    private readonly string _csv = StageSandbox.Csv(400, ModelTask.Binary);

    [Fact]
    public async Task Fetch_TheSameDataOverADamagedSnapshot_MakesItAnew()
    {
        var snapshot = await _sandbox.FetchAsync(_csv);
        var bytes = await ReadAsync(snapshot.File);
        Flip(snapshot.File, 5);

        var again = await _sandbox.FetchAsync(_csv);

        Assert.Equal(snapshot.DataDigest, again.DataDigest);
        Assert.Equal(bytes, await ReadAsync(again.File));
        using var opened = await _sandbox.Artifacts.OpenAsync(again.File);
    }

    [Fact]
    public async Task Stages_ReadingADamagedArtifact_NameIt_AndTheStageThatMadeItMendsIt()
    {
        var snapshot = await _sandbox.FetchAsync(_csv);
        var transformed = await _sandbox.TransformAsync(Spec, snapshot);
        var trained = await _sandbox.TrainAsync(Spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(Spec, transformed, trained);
        var gate = await _sandbox.GateAsync(Spec, snapshot, transformed, trained, evaluated);

        await MustNameAsync(snapshot.File, () => _sandbox.TransformAsync(Spec, snapshot));
        await MustNameAsync(transformed.Split.Train, () => _sandbox.TrainAsync(Spec, transformed));
        await MustNameAsync(transformed.Split.Train, () => _sandbox.EvaluateAsync(Spec, transformed, trained));
        await MustNameAsync(transformed.Split.Test, () => _sandbox.EvaluateAsync(Spec, transformed, trained));
        await MustNameAsync(trained.Model, () => _sandbox.EvaluateAsync(Spec, transformed, trained));
        await MustNameAsync(transformed.Split.Test, () => _sandbox.GateAsync(Spec, snapshot, transformed, trained, evaluated));
        await MustNameAsync(trained.Model, () => _sandbox.GateAsync(Spec, snapshot, transformed, trained, evaluated));
        await MustNameAsync(evaluated.Document, () => _sandbox.GateAsync(Spec, snapshot, transformed, trained, evaluated));

        Flip(transformed.Split.Train, 1000);
        Flip(transformed.Split.Test, 1000);
        Assert.Equivalent(transformed, await _sandbox.TransformAsync(Spec, snapshot), strict: true);
        Flip(trained.Model, 100);
        Assert.Equal(trained.ModelDigest, (await _sandbox.TrainAsync(Spec, transformed)).ModelDigest);
        Flip(evaluated.Document, 10);
        Flip(evaluated.Profile, 10);
        Assert.Equal(evaluated.Document, (await _sandbox.EvaluateAsync(Spec, transformed, trained)).Document);
        Assert.Equal(gate, await _sandbox.GateAsync(Spec, snapshot, transformed, trained, evaluated));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private async Task MustNameAsync(ArtifactRef artifact, Func<Task> stage)
    {
        const int Bit = 3003;
        Flip(artifact, Bit);

        var fault = await Assert.ThrowsAsync<FaultException>(stage);

        Assert.Equal(FaultKind.Environment, fault.Kind);
        Assert.Contains($"{_sandbox.Artifacts.PlaceOf(artifact)} is damaged", fault.Message, StringComparison.Ordinal);
        Flip(artifact, Bit);
    }

    private Task<byte[]> ReadAsync(ArtifactRef artifact) => File.ReadAllBytesAsync(_sandbox.Artifacts.PlaceOf(artifact));

    private void Flip(ArtifactRef artifact, long bit) => Damage.FlipBit(_sandbox.Artifacts.PlaceOf(artifact), bit);
}
