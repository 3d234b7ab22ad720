using System.Text;
using Mdlc.Engine.Hashing;

namespace Mdlc.Engine.Matching;

/// <summary>From which percentage of a ramp on a workflow id belongs to it: always the same, so that a growing ramp only adds workflows.</summary>
internal static class RampThreshold
{
    private const double Hashes = (double)uint.MaxValue + 1;

    /// <returns>At least 0 and less than 100.</returns>
    public static double Of(string workflowId) => 100 * (FarmHash.Fingerprint32(Encoding.UTF8.GetBytes(workflowId)) / Hashes);
}
