using System.Globalization;
using System.Text;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Timers;

/// <summary>The clocks of one engine.</summary>
internal sealed class EngineClocks : IDisposable
{
    private const string AheadSetting = "clock-ahead";

    private EngineClocks(TimeProvider time, TimeProvider wall, TimeSkipper? skipper) => (Time, Wall, Skipper) = (time, wall, skipper);

    /// <summary>What events and deadlines are counted by.</summary>
    public TimeProvider Time { get; }

    /// <summary>What callers and workers live by.</summary>
    public TimeProvider Wall { get; }

    /// <summary>Moves <see cref="Time"/>; null where nobody does.</summary>
    public TimeSkipper? Skipper { get; }

    /// <param name="settings">What the database holds: an engine that skipped time goes on in the time it had reached.</param>
    public static EngineClocks Create(TimeSkipping skipping, TimeProvider wall, IReadOnlyDictionary<string, byte[]> settings, Journal journal)
    {
        if (skipping == TimeSkipping.Off)
        {
            return new EngineClocks(wall, wall, null);
        }

        var clock = new SkippableClock(wall, settings.TryGetValue(AheadSetting, out var ahead) ? Decode(ahead) : TimeSpan.Zero);
        var skipper = new TimeSkipper(clock, locked: skipping == TimeSkipping.Locked);

        // In front of everything that happens in the new time, which is what makes it safe to be lazy.
        skipper.Skipped += moved =>
        {
            var batch = new WriteBatch();
            batch.Settings.Add((AheadSetting, Encode(moved)));
            journal.AppendLazily(batch);
        };
        return new EngineClocks(clock, wall, skipper);
    }

    public void Dispose() => Skipper?.Dispose();

    private static byte[] Encode(TimeSpan ahead) => Encoding.UTF8.GetBytes(ahead.Ticks.ToString(CultureInfo.InvariantCulture));

    private static TimeSpan Decode(byte[] ahead) => TimeSpan.FromTicks(long.Parse(Encoding.UTF8.GetString(ahead), CultureInfo.InvariantCulture));
}
