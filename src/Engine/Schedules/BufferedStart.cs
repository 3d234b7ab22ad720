using System.Text.Json.Nodes;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Schedules;

/// <summary>An action that is due and waits for its turn. Two are the same only if they are the same object.</summary>
/// <param name="nominal">The time that the workflow's id tells.</param>
/// <param name="actual">When it was due.</param>
/// <param name="policy">Unspecified stands for the schedule's policy at the time of its turn.</param>
/// <param name="manual">Asked for by somebody: neither a pause nor spent actions hold it back.</param>
internal sealed class BufferedStart(DateTime nominal, DateTime actual, ScheduleOverlapPolicy policy, bool manual)
{
    public DateTime Nominal { get; } = nominal;

    public DateTime Actual { get; } = actual;

    public ScheduleOverlapPolicy Policy { get; } = policy;

    public bool Manual { get; } = manual;

    public static BufferedStart Read(JsonObject json) => new(
        json.Get<DateTime>(nameof(Nominal)), json.Get<DateTime>(nameof(Actual)), (ScheduleOverlapPolicy)json.Get<int>(nameof(Policy)), json.Get<bool>(nameof(Manual)));

    public JsonObject ToJson() => new()
    {
        [nameof(Nominal)] = Nominal,
        [nameof(Actual)] = Actual,
        [nameof(Policy)] = (int)Policy,
        [nameof(Manual)] = Manual,
    };
}
