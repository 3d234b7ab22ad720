using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Activities.Evaluation;

/// <summary>
/// Label and scores of the test rows as Parquet, in the rows' order: <c>label</c> (text, or a number for a regression), <c>predicted</c>,
/// and <c>probability</c> for a classification.
/// </summary>
internal static class PredictionFile
{
    public static async Task<ArtifactRef> WriteAsync(
        DuckDbSession session, ArtifactStore artifacts, ScoredRows rows, CancellationToken cancellationToken)
    {
        var regression = rows.LabelTexts.Kind == ColumnarDataViewKind.Double;
        session.Execute(
            regression
                ? "CREATE OR REPLACE TEMP TABLE predictions(label DOUBLE, predicted DOUBLE)"
                : "CREATE OR REPLACE TEMP TABLE predictions(label VARCHAR, predicted VARCHAR, probability DOUBLE)",
            cancellationToken);
        Append(session, rows, regression);
        var file = artifacts.NewScratchFile(".parquet");
        try
        {
            session.Execute($"COPY predictions TO {Sql.Text(file)} (FORMAT parquet, COMPRESSION zstd); DROP TABLE predictions", cancellationToken);
            return await artifacts.MoveInAsync(file, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Append(DuckDbSession session, ScoredRows rows, bool regression)
    {
        using var appender = session.Connection.CreateAppender("predictions");
        for (var i = 0; i < rows.Output.Count; i++)
        {
            var row = appender.CreateRow();
            if (regression)
            {
                row.AppendValue(((double[])rows.LabelTexts.Values)[i]).AppendValue(rows.Output.Scores[i]).EndRow();
            }
            else
            {
                row.AppendValue(rows.LabelTexts.TextOf(i)).AppendValue(Predicted(rows, i)).AppendValue(rows.Output.Scores[i]).EndRow();
            }
        }
    }

    private static string Predicted(ScoredRows rows, int row) => rows.Output.ClassScores is null
        ? CanonicalText.Of(rows.Output.Scores[row] >= rows.Threshold)
        : rows.Output.Classes[rows.Output.PredictedClass(row)];
}
