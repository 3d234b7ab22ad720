using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility.Closed;

/// <summary>The closed runs as they are at one moment.</summary>
internal interface IClosedMoment : IDisposable
{
    /// <summary>The moment is now.</summary>
    void Take();

    /// <summary>The runs that match, in the default order, one after the other.</summary>
    /// <param name="most">Null for all.</param>
    IEnumerable<VisibilityRecord> List(ClosedCondition condition, int? most);

    /// <summary>How many match, by the values of a column; one group when there is none.</summary>
    IReadOnlyList<(object? Value, long Count)> Count(ClosedCondition condition, string? column);
}
