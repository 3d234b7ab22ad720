namespace Mdlc.Learning.Statistics;

/// <summary>A confidence interval; both ends belong to it.</summary>
public readonly record struct Interval(double Lower, double Upper)
{
    public double Width => Upper - Lower;

    public bool Contains(double value) => Lower <= value && value <= Upper;
}
