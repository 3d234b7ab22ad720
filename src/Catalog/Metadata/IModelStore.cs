using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Metadata;

/// <summary>
/// Model versions and the aliases that move between them. A version is reserved, its package is built under that number, and then it is
/// published; only published versions are seen by the other methods.
/// </summary>
public interface IModelStore
{
    /// <summary>Gives a run's candidate its version number, the model's highest plus one; the same run gets the same number.</summary>
    Task<int> ReserveAsync(string project, string model, string run, CancellationToken cancellationToken = default);

    /// <summary>Publishes a reserved version. A version is published once: what was published first is returned.</summary>
    /// <param name="place">
    /// Puts the package's folder where it belongs. Called only when this call is the one that publishes, within its transaction, so that
    /// no other process does the same meanwhile; should the process die after it, the next attempt calls it again.
    /// </param>
    /// <exception cref="ArgumentException">The version was not reserved by the package's run.</exception>
    Task<ModelPackage> PublishAsync(ModelPackage package, Action place, CancellationToken cancellationToken = default);

    Task<ModelPackage?> GetAsync(string project, string model, int version, CancellationToken cancellationToken = default);

    /// <summary>The version that a run registered.</summary>
    Task<ModelPackage?> FindByRunAsync(string run, CancellationToken cancellationToken = default);

    /// <summary>Versions by project and model, newest first within a model.</summary>
    Task<IReadOnlyList<ModelPackage>> ListAsync(string? project = null, string? model = null, CancellationToken cancellationToken = default);

    /// <summary>Where each alias stands, by alias.</summary>
    Task<IReadOnlyDictionary<string, int>> AliasesAsync(string project, string model, CancellationToken cancellationToken = default);

    /// <summary>Where one alias stands, of every model that has it.</summary>
    Task<IReadOnlyList<AliasedVersion>> ListAliasedAsync(string alias, CancellationToken cancellationToken = default);

    /// <summary>Every move of the model's aliases, oldest first.</summary>
    Task<IReadOnlyList<AliasChange>> HistoryAsync(string project, string model, CancellationToken cancellationToken = default);

    /// <summary>Moves of aliases of every model that came after one, oldest first.</summary>
    /// <param name="after">The sequence of the last one that is known; null: what is the last one by now, alone.</param>
    Task<IReadOnlyList<ModelAliasChange>> ChangesAsync(long? after, CancellationToken cancellationToken = default);

    /// <summary>Moves an alias other than champion or previous. Where it stands there already, nothing is recorded.</summary>
    Task MoveAliasAsync(AliasMove move, CancellationToken cancellationToken = default);

    /// <summary>
    /// Compare-and-swap: where champion stands on the expected version, it moves to the new one, previous to the old one, and challenger
    /// is taken from the new one. The same <see cref="PromotionRequest.Key"/> moves once; asked again it answers as it did then.
    /// </summary>
    /// <exception cref="ArgumentException">The version is not published.</exception>
    Task<Promotion> PromoteAsync(PromotionRequest request, CancellationToken cancellationToken = default);
}
