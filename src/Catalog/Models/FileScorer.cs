using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Models;

/// <summary>Scores the rows of a file that is written like the model's training source. The home is not touched: what is half-made lies in a temporary folder.</summary>
public static class FileScorer
{
    /// <param name="file">Absolute path; it needs the columns that the model takes, and may have others, such as the label.</param>
    /// <exception cref="FaultException">The file lacks a column, or a row cannot be read: each row gets a prediction, or none does.</exception>
    public static async Task<FileScores> ScoreAsync(
        VerifiedPackage package, string file, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var scorer = package.LoadScorer();
        using var scratch = new ScratchReader(time);
        var request = new SourceRequest
        {
            Source = RowSource.Of(package.ReadSpec().Source, file),
            MaxRejectedShare = 0,
            Columns = [.. package.Signature.Inputs.Select(input => new SnapshotColumn(input.Name, input.Type))],
        };
        var reading = await scratch.Reader.ReadAsync(request, _ => { }, cancellationToken);
        using var session = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        var rows = await SnapshotDataView.LoadAsync(session, snapshot.Path, scorer.Inputs, cancellationToken: cancellationToken);
        return new FileScores(rows.Rows, scorer.Score(rows).Columns);
    }
}
