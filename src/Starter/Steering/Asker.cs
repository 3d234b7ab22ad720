namespace Mdlc.Starter.Steering;

/// <summary>Who sits before this command line, as the machine knows it. It is a name for the record, and proves nothing.</summary>
internal static class Asker
{
    public static string Name => $"{Environment.UserName}@{Environment.MachineName}";
}
