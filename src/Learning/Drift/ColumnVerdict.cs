using System.Globalization;
using Mdlc.Contracts.Monitoring;

namespace Mdlc.Learning.Drift;

/// <summary>Decides whether a measured column drifted, how much, and says it in a sentence.</summary>
internal static class ColumnVerdict
{
    public static ColumnDrift Decide(MeasuredColumn measured, DriftOptions settings)
    {
        var column = measured.Column;
        var findings = Findings(measured, settings).ToList();
        return column with
        {
            Status = findings.Count > 0 ? DriftStatus.Drift
                : measured.Obstacle is null ? DriftStatus.Stable
                : DriftStatus.Inconclusive,
            Severity = findings.Count > 0 ? findings.Max(finding => finding.Severity)
                : measured.Obstacle is null ? DriftSeverity.None
                : null,
            Reason = findings.Count > 0
                ? string.Join("; ", findings.Select(finding => finding.Sentence))
                : measured.Obstacle ?? StableSentence(measured, settings),
        };
    }

    private static IEnumerable<(DriftSeverity Severity, string Sentence)> Findings(MeasuredColumn measured, DriftOptions settings)
    {
        var column = measured.Column;
        if (column.UnreadablePAdjusted <= settings.FalseDiscoveryRate && column.UnreadableCurrent > column.UnreadableReference)
        {
            yield return (SizeOf(column.UnreadableCurrent - column.UnreadableReference >= settings.StrongShare), UnreadableSentence(column));
        }

        if (column.PAdjusted <= settings.FalseDiscoveryRate && Matters(measured, settings))
        {
            yield return (SizeOf(measured.ShapePsi >= settings.StrongPsi || column.Distance >= settings.StrongDistance), ShapeSentence(measured));
        }

        if (column.MissingPAdjusted <= settings.FalseDiscoveryRate && measured.MissingPsi >= settings.PsiFloor)
        {
            yield return (SizeOf(Math.Abs(column.MissingCurrent!.Value - column.MissingReference!.Value) >= settings.StrongShare), MissingSentence(column));
        }
    }

    private static DriftSeverity SizeOf(bool isStrong) => isStrong ? DriftSeverity.Strong : DriftSeverity.Slight;

    private static bool Matters(MeasuredColumn measured, DriftOptions settings) =>
        measured.Shape is { LeavesConstant: true }
        || (measured.ShapePsi >= settings.PsiFloor && !(measured.Column.Distance < settings.DistanceFloor));

    private static string StableSentence(MeasuredColumn measured, DriftOptions settings) =>
        measured.Column.Kind == ColumnKind.Time ? $"{measured.Note ?? "time goes on"}: only whether it is missing is compared"
        : measured.Column.PAdjusted <= settings.FalseDiscoveryRate ? $"too small a difference to matter: {ShapeSentence(measured)}"
        : "no evidence of a change";

    private static string ShapeSentence(MeasuredColumn measured)
    {
        var column = measured.Column;
        var distance = column.WassersteinNormed is { } normed
            ? string.Create(CultureInfo.InvariantCulture, $", {normed:0.###} standard deviations")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"its values are distributed otherwise (adjusted p {column.PAdjusted:G2}, PSI {measured.ShapePsi:0.###}{distance}){Beyond(column)}");
    }

    /// <summary>Told from one of 200 values on: a few that are new are in every window.</summary>
    private static string Beyond(ColumnDrift column)
    {
        const double Told = 0.005;
        var (below, above) = (column.Below >= Told, column.Above >= Told);
        return (below, above) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $", {100 * column.Below:0.#} % below and {100 * column.Above:0.#} % above all of the reference"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $", {100 * column.Below:0.#} % below all of the reference"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $", {100 * column.Above:0.#} % above all of the reference"),
            _ => "",
        };
    }

    private static string MissingSentence(ColumnDrift column) => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * column.MissingCurrent:0.##} % of its values are missing, {100 * column.MissingReference:0.##} % in the reference (adjusted p {column.MissingPAdjusted:G2})");

    private static string UnreadableSentence(ColumnDrift column) => string.Create(
        CultureInfo.InvariantCulture,
        $"unreadable values: {100 * column.UnreadableCurrent:0.0#} %, {100 * column.UnreadableReference:0.0#} % in the reference (adjusted p {column.UnreadablePAdjusted:G2})");
}
