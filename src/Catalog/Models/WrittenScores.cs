namespace Mdlc.Catalog.Models;

/// <summary>What was written of the predictions for a file's rows.</summary>
public sealed record WrittenScores(string Project, string Model, int Version, double? Threshold, long Rows, string Output);
