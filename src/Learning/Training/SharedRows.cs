namespace Mdlc.Learning.Training;

/// <summary>Where the trials of a search share their featurised rows.</summary>
/// <param name="MostBytes">Of all of them together.</param>
public sealed record SharedRows(string Folder, long MostBytes);
