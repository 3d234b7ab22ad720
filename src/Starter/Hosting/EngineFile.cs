using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using Temporalio.Client;

namespace Mdlc.Starter.Hosting;

/// <summary>
/// Holds the engine's database against what the home has noted of it. One that was emptied or taken away would be begun anew without a word, and
/// the runs that the old one drove would stand still for ever.
/// </summary>
internal static class EngineFile
{
    /// <summary>Before the engine opens it. A new home gets an empty file that only its owner can read.</summary>
    /// <exception cref="FaultException">There was one, and is none any more.</exception>
    public static void Require(Home home)
    {
        if (Directory.Exists(home.EngineFile))
        {
            throw Lost(home, "a folder");
        }

        if (HomeMark.Read(home.EngineMark) is null)
        {
            PrivateFile.Make(home.EngineFile);
        }
        else if (new FileInfo(home.EngineFile) is var file && file is not { Exists: true, Length: > 0 })
        {
            throw Lost(home, file.Exists ? "empty" : "not there");
        }
    }

    /// <summary>Once the engine answers, and before anything is asked of it. The first time, which engine it is is noted.</summary>
    /// <exception cref="FaultException">It is another one.</exception>
    public static async Task RecogniseAsync(Home home, ITemporalClient client)
    {
        // Made with the database, kept by its backups.
        var id = (await client.Connection.WorkflowService.DescribeNamespaceAsync(new() { Namespace = client.Options.Namespace })).NamespaceInfo.Id;
        var known = HomeMark.Read(home.EngineMark);
        if (known is null)
        {
            new HomeMark(id, 0).Write(home.EngineMark);
        }
        else if (known.Id != id)
        {
            throw Lost(home, $"that of engine {id}, not of {known.Id}");
        }
    }

    public static FaultException Unusable(Home home, string why, Exception? inner = null) =>
        FaultException.InEnvironment(
            $"The engine's database {home.EngineFile} cannot be used: {why.TrimEnd('.')}. Put a backup in its place (with the files engine.db-wal and engine.db-shm removed), or "
            + "choose another home with MDLC_HOME.",
            inner);

    private static FaultException Lost(Home home, string found) =>
        Unusable(
            home,
            $"it is {found}, expected the one that drives this home's runs and schedules. To begin with a new engine, which knows of none that are in hand, take away what is there and delete {home.EngineMark}");
}
