using System.Globalization;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Models;

/// <summary>Scores the rows of a file that is written like the model's training source. The home is not touched: what is half-made lies in a temporary folder.</summary>
public static class FileScorer
{
    private const int ReasonsTold = 3;

    /// <summary>Name of the column of the version that predicted.</summary>
    public const string Version = "model_version";

    /// <summary>Name of the column of the probability from which on a row is the positive value; of binary models.</summary>
    public const string Threshold = "threshold";

    /// <param name="file">Absolute path; it needs the columns that the model takes, and may have others, such as the label.</param>
    /// <param name="more">Columns that are told of the rows besides; null: none.</param>
    /// <exception cref="FaultException">The file lacks a column, or a row cannot be read: each row gets a prediction, or none does.</exception>
    public static async Task<FileScores> ScoreAsync(
        VerifiedPackage package, string file, TimeProvider time, Func<ColumnarDataView, IReadOnlyList<ScoreColumn>>? more = null, CancellationToken cancellationToken = default)
    {
        var scorer = package.LoadScorer();
        using var scratch = new ScratchReader(time);
        var reading = await ReadAsync(package, file, [], scratch, cancellationToken);
        using var session = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        var rows = await SnapshotDataView.LoadAsync(session, snapshot.Path, scorer.Inputs, cancellationToken: cancellationToken);
        return new FileScores(rows.Rows, [.. scorer.Score(rows).Columns, .. more?.Invoke(rows) ?? []]);
    }

    /// <summary>The same for a file of any size: what is written is never whole in memory.</summary>
    /// <param name="target">The file that is written: there whole at the end, or not at all.</param>
    /// <inheritdoc cref="ScoreAsync"/>
    public static async Task<WrittenScores> WriteAsync(
        VerifiedPackage package, string file, ScoreFile target, TimeProvider time, Func<ColumnarDataView, IReadOnlyList<ScoreColumn>>? more = null, CancellationToken cancellationToken = default)
    {
        _ = target.Format;
        var scorer = package.LoadScorer();
        var (signature, stored) = (package.Signature, package.Package);
        var kept = target.Keep.Select(name => new SnapshotColumn(name, TypeOf(package, name))).ToList();
        RequireApart(kept, scorer.Score(scorer.ProbeRow()).Columns.Concat(more?.Invoke(scorer.ProbeRow()) ?? []), signature);
        using var scratch = new ScratchReader(time);
        var reading = await ReadAsync(package, file, kept, scratch, cancellationToken);
        using var session = DuckDbSession.Open(scratch.Home);
        using var writing = DuckDbSession.Open(scratch.Home);
        using var snapshot = await scratch.Artifacts.OpenAsync(reading.Snapshot.File, cancellationToken);
        double? threshold = signature.Task == ModelTask.Binary ? signature.Threshold : null;
        var writer = new ScoreWriter(writing, scratch.Home.Root, kept, stored.Version, threshold);
        var rows = await SnapshotBatches.ForEachAsync(
            session,
            snapshot.Path,
            scorer.Inputs,
            target.Keep,
            (view, texts) => writer.Add(texts, [.. scorer.Score(view).Columns, .. more?.Invoke(view) ?? []], view.Rows),
            cancellationToken);
        if (rows == 0)
        {
            throw FaultException.InData($"{file} has no rows: nothing is predicted, and {target.Path} is not written.");
        }

        writer.Finish(target, cancellationToken);
        return new WrittenScores(stored.Project, stored.Model, stored.Version, threshold, rows, target.Path);
    }

    /// <summary>As it was read for training, where it was; as text otherwise.</summary>
    private static ColumnType TypeOf(VerifiedPackage package, string column) =>
        package.Signature.Inputs.FirstOrDefault(input => input.Name == column)?.Type
        ?? (package.ReadSpec().Source.Types.TryGetValue(column, out var type) ? type : ColumnType.Text);

    /// <exception cref="FaultException">Two columns of the output would have one name.</exception>
    private static void RequireApart(IReadOnlyList<SnapshotColumn> kept, IEnumerable<ScoreColumn> scores, ModelSignature signature)
    {
        string[] own = [.. scores.Select(column => column.Name), Version, .. signature.Task == ModelTask.Binary ? [Threshold] : Array.Empty<string>()];
        if (kept.FirstOrDefault(column => own.Contains(column.Name, StringComparer.OrdinalIgnoreCase)) is { } clash)
        {
            throw FaultException.InSpec($"Found --keep {clash.Name}, which is the name of a column that predict writes itself ({string.Join(", ", own.Take(6))}); rename it in the file.");
        }

        if (kept.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw FaultException.InSpec($"Found '{twice.Key}' twice in --keep; expected each column once.");
        }
    }

    private static async Task<SourceReading> ReadAsync(
        VerifiedPackage package, string file, IEnumerable<SnapshotColumn> kept, ScratchReader scratch, CancellationToken cancellationToken)
    {
        var inputs = package.Signature.Inputs.Select(input => new SnapshotColumn(input.Name, input.Type)).ToList();
        var request = new SourceRequest
        {
            Source = RowSource.Of(package.ReadSpec().Source, file),

            // Whatever is rejected: it is told below, in the words of this command.
            MaxRejectedShare = 1,
            MayBeEmpty = true,
            Columns = [.. inputs, .. kept.Where(column => inputs.All(input => input.Name != column.Name))],
        };
        var reading = await scratch.Reader.ReadAsync(request, _ => { }, cancellationToken);
        RequireWhole(reading, file, scratch);
        return reading;
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
