namespace Mdlc.Learning.Bounds;

/// <summary>Between which values a column's next rows may be expected to lie, inclusive.</summary>
/// <param name="Min">Null: nothing is said of that side.</param>
/// <param name="Max">Null: nothing is said of that side.</param>
public sealed record ValueBounds(double? Min, double? Max)
{
    public static readonly ValueBounds None = new(null, null);
}
