using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Starter.Demo;

/// <summary>What a demo remembers between processes: enough to go on, or to know that it is over.</summary>
/// <param name="Project">Of its own for each demo on a server that outlives it, so that an earlier demo's workflows are not met.</param>
internal sealed record DemoState(string Project, bool Finished)
{
    public static DemoState? Read(string file)
    {
        try
        {
            return MdlcJson.Deserialize<DemoState>(File.ReadAllText(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string file)
    {
        File.WriteAllText(file + ".new", MdlcJson.SerializePretty(this));
        File.Move(file + ".new", file, overwrite: true);
    }
}
