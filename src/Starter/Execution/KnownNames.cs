using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;

namespace Mdlc.Starter.Execution;

/// <summary>The names that a home has, for completing a line that is being typed.</summary>
internal sealed record KnownNames
{
    private static readonly AsyncLocal<KnownNames?> Reading = new();

    private readonly List<(string Project, string Model)> _models = [];
    private readonly List<(string Project, string Model, int Version)> _versions = [];

    /// <summary>Those of the home that the line means; none while no line is completed.</summary>
    public static KnownNames Current
    {
        get => Reading.Value ?? new KnownNames();
        set => Reading.Value = value;
    }

    /// <summary>The word that is being typed.</summary>
    public string Word { get; init; } = "";

    /// <summary>The words before it.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<string> Runs { get; private init; } = [];

    public IEnumerable<string> Projects => _models.Select(model => model.Project).Distinct();

    /// <summary>Of a home that is not there: none.</summary>
    public static async Task<KnownNames> ReadAsync(string homePath, CancellationToken cancellationToken)
    {
        var home = new Home(homePath);
        if (!File.Exists(home.CatalogFile))
        {
            return new KnownNames();
        }

        await using var catalog = new SqliteCatalog(home, CatalogAccess.ReadOnly);
        var runs = (await catalog.Runs.ListAsync(cancellationToken: cancellationToken)).Select(report => report.Run).ToList();
        var packages = await catalog.Models.ListAsync(cancellationToken: cancellationToken);
        var names = new KnownNames { Runs = runs };
        names._versions.AddRange(packages.Select(package => (package.Project, package.Model, package.Version)));
        names._models.AddRange(packages.Select(package => (package.Project, package.Model))
            .Concat(runs.Select(run => RunKey.TryParse(run, out var key) ? (key.Project, key.Model) : default).Where(model => model.Model is not null))
            .Distinct()
            .Order());
        return names;
    }

    /// <summary>As a person may name them: with the project where it must be said, or where one is being typed.</summary>
    public IEnumerable<string> Models => _models.Select(model => NameOf(model.Project, model.Model));

    /// <summary><c>income@3</c>.</summary>
    public IEnumerable<string> Versions =>
        _versions.Select(version => string.Create(CultureInfo.InvariantCulture, $"{NameOf(version.Project, version.Model)}@{version.Version}"));

    /// <summary>The numbers of the versions of those models that the line names.</summary>
    public IEnumerable<string> VersionNumbers => _versions
        .Where(version => Words.Contains(version.Model) || Words.Contains($"{version.Project}/{version.Model}"))
        .Select(version => version.Version.ToString(CultureInfo.InvariantCulture));

    private string NameOf(string project, string model) =>
        Word.Contains('/', StringComparison.Ordinal) || _models.Count(other => other.Model == model) > 1 ? $"{project}/{model}" : model;
}
