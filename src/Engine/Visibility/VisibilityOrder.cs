using Mdlc.Engine.Visibility.Queries;

namespace Mdlc.Engine.Visibility;

/// <summary>Temporal's default order: close time (open first) descending, start time descending, run id ascending.</summary>
internal sealed class VisibilityOrder : IComparer<VisibilityRow>
{
    public static readonly VisibilityOrder Instance = new();

    public int Compare(VisibilityRow? x, VisibilityRow? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byClose = y.OrderTime.CompareTo(x.OrderTime);
        if (byClose != 0)
        {
            return byClose;
        }

        var byStart = y.Record.StartTime.CompareTo(x.Record.StartTime);
        return byStart != 0 ? byStart : string.CompareOrdinal(x.Record.RunId, y.Record.RunId);
    }
}
