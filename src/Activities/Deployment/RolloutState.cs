namespace Mdlc.Activities.Deployment;

internal enum RolloutState
{
    Waiting,
    Ready,
    Failed,

    /// <summary>Another version is desired by now.</summary>
    Superseded,
    NoServer,
}
