namespace Mdlc.Engine.Storage;

/// <summary>As what a search attribute's value can be read. The numbers are on disk: add, never renumber.</summary>
internal enum ClosedAttributeKind
{
    /// <summary>A keyword or a text.</summary>
    Text = 1,

    /// <summary>A whole number.</summary>
    Int = 2,

    /// <summary>A number, whole ones too.</summary>
    Double = 3,

    /// <summary>0 or 1.</summary>
    Bool = 4,

    /// <summary>A time in ticks, UTC.</summary>
    Time = 5,

    /// <summary>One of a list's keywords.</summary>
    Item = 6,
}
