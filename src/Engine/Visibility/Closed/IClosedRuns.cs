namespace Mdlc.Engine.Visibility.Closed;

/// <summary>The closed runs, which are kept elsewhere than in memory.</summary>
internal interface IClosedRuns
{
    /// <summary>How many there are of each status and division.</summary>
    IEnumerable<(ClosedKind Kind, long Count)> Count();

    /// <summary>A moment of them, to be taken soon and let go of.</summary>
    IClosedMoment Open();
}
