namespace Mdlc.Learning.Boosting;

/// <summary>LightGBM said no, in its own words.</summary>
public sealed class LightGbmException(string message) : Exception($"LightGBM: {message}");
