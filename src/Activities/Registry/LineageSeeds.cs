namespace Mdlc.Activities.Registry;

internal sealed record LineageSeeds(int Split, int Train, int Tune);
