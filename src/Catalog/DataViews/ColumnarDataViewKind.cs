namespace Mdlc.Catalog.DataViews;

/// <summary>In which shape a column reaches ML.NET.</summary>
public enum ColumnarDataViewKind
{
    /// <summary>32-bit float; missing is NaN; booleans are 0 and 1.</summary>
    Single,

    /// <summary>64-bit float; missing is NaN; points in time are seconds since 1970-01-01 UTC.</summary>
    Double,

    /// <summary>Text; missing is the empty text.</summary>
    Text,

    /// <summary>True or false, never missing: a binary label.</summary>
    Flag,

    /// <summary>Number of a class from 1, with the classes' names as key values; 0 is "none of them": a multiclass label.</summary>
    Key,
}
