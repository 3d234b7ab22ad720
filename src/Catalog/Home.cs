namespace Mdlc.Catalog;

/// <summary>Where everything of one installation lies: a folder, <c>./.mdlc</c> unless told otherwise.</summary>
/// <param name="root">Absolute path of the folder; it is made when something is first written.</param>
public sealed class Home(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The catalog's SQLite file.</summary>
    public string CatalogFile => Path.Combine(Root, "catalog.db");

    /// <summary>What the home notes of its catalog; not named like that file, so that nobody takes both away at once.</summary>
    public string CatalogMark => Path.Combine(Root, "home.catalog");

    /// <summary>What the home notes of its engine's file.</summary>
    public string EngineMark => Path.Combine(Root, "home.engine");

    /// <summary>The embedded engine's SQLite file.</summary>
    public string EngineFile => Path.Combine(Root, "engine.db");

    /// <summary>Held (and filled with its address) by the process whose engine runs on this home.</summary>
    public string EngineLock => Path.Combine(Root, "engine.lock");

    /// <summary>The trust anchor: the admins' public keys. Written by people, and read by workers.</summary>
    public string TrustFile => Path.Combine(Root, "trust.json");

    /// <summary>What admins signed of people.</summary>
    public string PeopleFile => Path.Combine(Root, "people.json");

    /// <summary>Signed decisions, kept for ever.</summary>
    public string Decisions => Path.Combine(Root, "decisions");

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string Models => Path.Combine(Root, "models");

    /// <summary>Reports by run.</summary>
    public string Runs => Path.Combine(Root, "runs");

    public string Monitoring => Path.Combine(Root, "monitoring");

    /// <summary>Logged predictions, Parquet.</summary>
    public string Predictions => Path.Combine(Root, "predictions");

    /// <summary>What people are told, one CloudEvent a line, oldest first.</summary>
    public string Notices => Path.Combine(Root, "notices.jsonl");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Half-made files; whatever lies here may be deleted when no process of this home lives.</summary>
    public string Scratch => Path.Combine(Root, "tmp");

    /// <summary>Folder of a run's reports; made when asked for.</summary>
    public string RunFolder(string project, string model, int number) =>
        Directory.CreateDirectory(Path.Combine(Runs, project, model, number.ToString(System.Globalization.CultureInfo.InvariantCulture))).FullName;
}
