using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata;

/// <summary>What the stages of runs made, for later runs that take it over.</summary>
public interface IStageStore
{
    /// <summary>Keeps a stage's result in place of what that stage of that run had.</summary>
    Task PutAsync(StageResult result, CancellationToken cancellationToken = default);

    /// <summary>What a stage of a run made; null: it has not ended well, or a version of mdlc ran it that kept no results.</summary>
    Task<StageResult?> FindAsync(RunKey run, string stage, CancellationToken cancellationToken = default);

    /// <summary>The newest result of a project that has a key; null: none has.</summary>
    /// <param name="key">See <see cref="StageResult.Key"/>.</param>
    Task<StageResult?> FindByKeyAsync(string project, string stage, string key, CancellationToken cancellationToken = default);

    /// <summary>All results of a run.</summary>
    Task<IReadOnlyList<StageResult>> OfAsync(RunKey run, CancellationToken cancellationToken = default);
}
