using System.Text.Json;
using Mdlc.Contracts.Evaluation;

namespace Mdlc.Catalog.Metadata.Stored;

internal static class StoredMetricValue
{
    public static MetricValue Read(JsonElement value)
    {
        string? name = null, reason = null, note = null;
        double? measured = null, lower = null, upper = null, confidence = null;
        IntervalMethod? method = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "name": name = StoredValues.Text(member.Value); break;
                case "value": measured = StoredValues.MeasureOrNull(member.Value); break;
                case "reason": reason = StoredValues.TextOrNull(member.Value); break;
                case "note": note = StoredValues.TextOrNull(member.Value); break;
                case "lower": lower = StoredValues.MeasureOrNull(member.Value); break;
                case "upper": upper = StoredValues.MeasureOrNull(member.Value); break;
                case "confidence": confidence = StoredValues.MeasureOrNull(member.Value); break;
                case "method": method = StoredValues.IsNull(member.Value) ? null : Method(StoredValues.Text(member.Value)); break;
                default: throw new NotPlainException();
            }
        }

        return new MetricValue
        {
            Name = name ?? throw new NotPlainException(),
            Value = measured,
            Reason = reason,
            Note = note,
            Lower = lower,
            Upper = upper,
            Confidence = confidence,
            Method = method,
        };
    }

    private static IntervalMethod Method(string word) => word switch
    {
        "bootstrapBca" => IntervalMethod.BootstrapBca,
        "bootstrapGaps" => IntervalMethod.BootstrapGaps,
        "wilson" => IntervalMethod.Wilson,
        "delong" => IntervalMethod.DeLong,
        "mcnemarScore" => IntervalMethod.McNemarScore,
        "mcnemarExact" => IntervalMethod.McNemarExact,
        "pairedBootstrapBca" => IntervalMethod.PairedBootstrapBca,
        "bootstrapOfPart" => IntervalMethod.BootstrapOfPart,
        _ => throw new NotPlainException(),
    };
}
