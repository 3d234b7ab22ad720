namespace Mdlc.Contracts.Spec;

public enum SplitKind
{
    /// <summary>By a hash of the row's canonical values (or of its key) and the seed: independent of order and of other rows.</summary>
    Hash,

    /// <summary>The last rows by event time judge.</summary>
    Time,

    /// <summary>A file of its own judges.</summary>
    File,
}
