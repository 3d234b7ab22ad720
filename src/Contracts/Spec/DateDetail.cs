namespace Mdlc.Contracts.Spec;

/// <summary>Into how many parts a point in time is taken.</summary>
public enum DateDetail
{
    /// <summary>Year, month, day, weekday, hour.</summary>
    Hour,

    /// <summary>Year, month, day, weekday; hour and minute where the training rows have some.</summary>
    Minute,

    /// <summary>Those of <see cref="Minute"/>, and where in the year, the week and the day it is, each as a point on a circle.</summary>
    Cyclic,
}
