using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Evaluation;

/// <summary>What the label holds, of the training rows and of the test rows.</summary>
internal static class LabelCounts
{
    private const int MostClasses = 200;

    private static readonly double[] Quantiles = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

    /// <param name="train">Parquet.</param>
    /// <param name="test">Parquet.</param>
    public static EvaluationDocument AddTo(EvaluationDocument document, DuckDbSession session, string train, string test, CancellationToken cancellationToken)
    {
        if (document.Task == ModelTask.Regression)
        {
            return document with { LabelQuantiles = Spread(session, document.Label, train, test, cancellationToken) };
        }

        var all = Counts(session, document.Label, train, test, cancellationToken);
        var rest = all.Skip(MostClasses).ToList();
        return document with
        {
            Balance = [.. all.Take(MostClasses)],
            BalanceLeftOut = rest.Count == 0
                ? null
                : new ClassCount(string.Create(CultureInfo.InvariantCulture, $"{rest.Count} more"), rest.Sum(one => one.Train), rest.Sum(one => one.Test)),
        };
    }

    private static IReadOnlyList<ClassCount> Counts(DuckDbSession session, string label, string train, string test, CancellationToken cancellationToken)
    {
        string Of(string file, int isTrain) => $"SELECT CAST({Sql.Name(label)} AS VARCHAR) AS class, {isTrain} AS train FROM read_parquet({Sql.Text(file)}) WHERE {Sql.Name(label)} IS NOT NULL";
        return session.Rows(
            $"SELECT class, sum(train)::BIGINT, (count(*) - sum(train))::BIGINT FROM ({Of(train, 1)} UNION ALL {Of(test, 0)}) GROUP BY class ORDER BY 2 DESC, 3 DESC, 1",
            row => new ClassCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken);
    }

    private static IReadOnlyList<LabelQuantile> Spread(DuckDbSession session, string label, string train, string test, CancellationToken cancellationToken)
    {
        double?[] Of(string file)
        {
            var columns = Quantiles.Select(p => string.Create(CultureInfo.InvariantCulture, $"quantile_cont({Sql.Name(label)}::DOUBLE, {p})"));
            return session.Rows(
                $"SELECT {string.Join(", ", columns)} FROM read_parquet({Sql.Text(file)}) WHERE {Sql.Name(label)} IS NOT NULL",
                row => Quantiles.Select((_, i) => row.IsDBNull(i) ? (double?)null : row.GetDouble(i)).ToArray(),
                cancellationToken)[0];
        }

        var (ofTrain, ofTest) = (Of(train), Of(test));
        return [.. Quantiles.Select((p, i) => new LabelQuantile(p, ofTrain[i], ofTest[i]))];
    }
}
