using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Metadata.Sqlite;

internal static class SqliteFaults
{
    public static FaultException NoFolder(Home home, Exception? inner) =>
        FaultException.InEnvironment(
            $"The home {home.Root} cannot be used: {(File.Exists(home.Root) ? "it is a file, expected a folder" : inner?.Message)}; "
            + "choose another with MDLC_HOME.",
            inner);

    public static FaultException TooNew(Home home, long version) =>
        FaultException.InEnvironment(
            $"The catalog {home.CatalogFile} has schema version {version}, this mdlc knows up to {SqliteSchema.Steps.Count}: "
            + "it was written by a newer mdlc; use that one.");
}
