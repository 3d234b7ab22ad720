namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>Which processes a kill ends.</summary>
public enum Victim
{
    /// <summary>Every process of the run.</summary>
    Everything,

    /// <summary>The training child alone.</summary>
    Child,

    /// <summary>The process that does the work alone: its child must end by itself.</summary>
    Parent,
}
