using Mdlc.Engine.Hashing;

namespace Mdlc.Engine.Deployments;

/// <summary>What tells states of a deployment apart: the time of the change, as Temporal writes it.</summary>
internal static class ConflictTokens
{
    public static byte[] At(DateTime time)
    {
        var token = new byte[GoTime.Length];
        GoTime.Write(time, token);
        return token;
    }
}
