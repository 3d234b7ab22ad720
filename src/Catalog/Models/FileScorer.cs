using System.Globalization;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Models;

/// <summary>Scores the rows of a file that is written like the model's training source. The home is not touched: what is half-made lies in a temporary folder.</summary>
public static class FileScorer
{
    private const int ReasonsTold = 3;

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

            // Whatever is rejected: it is told below, in the words of this command.
            MaxRejectedShare = 1,
            MayBeEmpty = true,
            Columns = [.. package.Signature.Inputs.Select(input => new SnapshotColumn(input.Name, input.Type))],
        };
        var reading = await scratch.Reader.ReadAsync(request, _ => { }, cancellationToken);
        RequireWhole(reading, file, scratch);
        using var session = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        var rows = await SnapshotDataView.LoadAsync(session, snapshot.Path, scorer.Inputs, cancellationToken: cancellationToken);
        return new FileScores(rows.Rows, scorer.Score(rows).Columns);
    }

    private static void RequireWhole(SourceReading reading, string file, ScratchReader scratch)
    {
        if (reading.Rejected == 0)
        {
            return;
        }

        var unread = new UnreadRows(reading.Records, reading.Records - reading.Rejected, reading.Rejected, reading.Reasons, scratch.Keep(reading.Quarantine!));
        throw new FaultException(FaultKind.Data, string.Create(
            CultureInfo.InvariantCulture,
            $"{unread.Rejected} of {unread.Rows} rows of {file} cannot be read{Cells(reading)}; expected each row to be written like the training's, since each gets a prediction, or none does: "
            + $"{string.Join("; ", unread.Reasons.Take(ReasonsTold))}. All of them with line, column and reason: {unread.Quarantine}. Mend these cells, or empty those that are not known."))
        {
            Details = unread,
        };
    }

    /// <summary>A row is taken out for its first cell that cannot be read.</summary>
    private static string Cells(SourceReading reading)
    {
        var cells = reading.Reasons.Where(reason => reason.Column is not null).ToList();
        return cells.Count == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" ({cells.Sum(reason => reason.Records)} cells of {string.Join(", ", cells.Select(reason => $"'{reason.Column}'").Distinct())})");
    }
}
