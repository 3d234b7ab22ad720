using Mdlc.Contracts.Faults;

namespace Mdlc.Trees;

internal static class TreeFaults
{
    public static FaultException Damaged(string what) => FaultException.InEnvironment(
        $"The model's trees cannot be read: {what}; expected the text of a LightGBM model as it was stored. Take the version from a backup, or train it anew: mdlc run");
}
