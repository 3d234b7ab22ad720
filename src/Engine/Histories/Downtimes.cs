using System.Buffers.Binary;

namespace Mdlc.Engine.Histories;

/// <summary>
/// When the server was away. A worker that nobody listened to was not silent; but restarts that follow one another faster than a heartbeat
/// timeout must not put it off for ever.
/// </summary>
internal sealed class Downtimes
{
    /// <summary>Under which the database keeps them.</summary>
    public const string Setting = "absences";

    /// <summary>The oldest give way: kills would have to come this many times faster than a heartbeat timeout to put it off.</summary>
    private const int MostKept = 256;

    private const int Length = 2 * sizeof(long);

    private readonly IReadOnlyList<(DateTime From, DateTime To)> _all;

    private Downtimes(IReadOnlyList<(DateTime From, DateTime To)> all) => _all = all;

    public static Downtimes None { get; } = new([]);

    public static Downtimes Read(IReadOnlyDictionary<string, byte[]> settings) =>
        settings.TryGetValue(Setting, out var bytes)
            ? new([.. Enumerable.Range(0, bytes.Length / Length).Select(i => (Time(bytes, i * Length), Time(bytes, (i * Length) + sizeof(long))))])
            : None;

    /// <summary>With the one that ends now. It cannot have begun before the end of the one before, whatever the clock says.</summary>
    public Downtimes And(DateTime from, DateTime to) =>
        new([.. _all.Skip(_all.Count - MostKept + 1), (_all.Count > 0 && _all[^1].To > from ? _all[^1].To : from, to)]);

    public byte[] ToBytes()
    {
        var bytes = new byte[_all.Count * Length];
        for (var i = 0; i < _all.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * Length), _all[i].From.Ticks);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan((i * Length) + sizeof(long)), _all[i].To.Ticks);
        }

        return bytes;
    }

    /// <summary>
    /// From when on the silence of a worker counts. The first restart after its last sign gives it all its time again, for it may have to find
    /// the server; of the later ones only the time counts not that the server was away.
    /// </summary>
    /// <param name="lastSign">When it was last heard of.</param>
    public DateTime SilentFrom(DateTime lastSign)
    {
        DateTime? from = null;
        foreach (var absence in _all)
        {
            if (from is { } time)
            {
                from = time + (absence.To > absence.From ? absence.To - absence.From : TimeSpan.Zero);
            }
            else if (absence.To > lastSign)
            {
                from = absence.To;
            }
        }

        return from ?? lastSign;
    }

    private static DateTime Time(byte[] bytes, int at) => new(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)), DateTimeKind.Utc);
}
