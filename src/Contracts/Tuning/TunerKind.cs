namespace Mdlc.Contracts.Tuning;

/// <summary>How a study chooses what to try next.</summary>
public enum TunerKind
{
    /// <summary>Tree-structured Parzen estimators over all parameters together: for mixed and conditional spaces, the default.</summary>
    Tpe,

    /// <summary>Independent draws: the baseline.</summary>
    Random,

    /// <summary>Draws that fill the space evenly.</summary>
    Sobol,

    /// <summary>Every combination once; numbers at their steps.</summary>
    Grid,

    /// <summary>Gaussian process with expected improvement: few dimensions, smooth, few trials.</summary>
    GpEi,

    /// <summary>Evolution of a normal distribution: many trials, numbers.</summary>
    CmaEs,

    /// <summary>Local search from a cheap start: where bigger models cost more.</summary>
    Cfo,

    /// <summary>CFO's local searches and a global one in turn, by what they gain for what they cost.</summary>
    BlendSearch,
}
