namespace Mdlc.Catalog.Models;

/// <summary>Predictions for the rows of a file, in the file's order.</summary>
public sealed record FileScores(int Rows, IReadOnlyList<ScoreColumn> Columns);
