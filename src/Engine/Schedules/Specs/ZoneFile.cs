using System.Buffers.Binary;
using System.Text;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>
/// A time zone given as the contents of a file of the time zone database (RFC 9636): the changes of its clocks with 64-bit times, and the
/// rule for the years beyond the last of them.
/// </summary>
internal sealed class ZoneFile
{
    private const string Folder = "/usr/share/zoneinfo";
    private const int HeaderBytes = 44;

    private readonly long[] _changes;
    private readonly int[] _offsets;
    private readonly int _first;
    private readonly ZoneRule? _rule;

    private ZoneFile(long[] changes, int[] offsets, int first, ZoneRule? rule) => (_changes, _offsets, _first, _rule) = (changes, offsets, first, rule);

    /// <summary>The system's file of a zone; null when it has none of that name.</summary>
    /// <param name="name">A name that does not lead out of the database's folder.</param>
    public static string? Find(string name)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("TZDIR") ?? Folder, name);
        return File.Exists(file) ? file : null;
    }

    /// <exception cref="InvalidSpecException">The data is no such file.</exception>
    public static ZoneClock Read(ReadOnlySpan<byte> data)
    {
        try
        {
            // The first block has 32-bit times and is there for readers that know no other.
            var second = Header.Read(data) is { Version: >= 2 } first ? data[(HeaderBytes + first.Bytes(4))..] : throw Malformed();
            return new ZoneClock(Parse(second).OffsetAt);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw Malformed();
        }
    }

    private static ZoneFile Parse(ReadOnlySpan<byte> block)
    {
        var header = Header.Read(block);
        var body = block[HeaderBytes..];
        var types = body[(header.Times * 9)..];
        var changes = new long[header.Times];
        var offsets = new int[header.Times];
        for (var i = 0; i < header.Times; i++)
        {
            changes[i] = BinaryPrimitives.ReadInt64BigEndian(body[(i * 8)..]);
            offsets[i] = BinaryPrimitives.ReadInt32BigEndian(types[(body[(header.Times * 8) + i] * 6)..]);
        }

        var footer = Encoding.ASCII.GetString(body[header.Bytes(8)..]).Trim('\n');
        return new ZoneFile(changes, offsets, BinaryPrimitives.ReadInt32BigEndian(types), footer.Length == 0 ? null : ZoneRule.Parse(footer));
    }

    private TimeSpan OffsetAt(DateTime utc)
    {
        var seconds = (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        if (_rule is not null && (_changes.Length == 0 || seconds >= _changes[^1]))
        {
            return _rule.OffsetAt(utc);
        }

        var index = Array.BinarySearch(_changes, seconds);
        var last = index >= 0 ? index : ~index - 1;
        return TimeSpan.FromSeconds(last < 0 ? _first : _offsets[last]);
    }

    private static InvalidSpecException Malformed() => new("malformed time zone information");

    private readonly record struct Header(int Version, int UtMarks, int StandardMarks, int Leaps, int Times, int Types, int Letters)
    {
        public static Header Read(ReadOnlySpan<byte> block) => block[..4].SequenceEqual("TZif"u8)
            ? new Header(
                block[4] - '0', Count(block, 0), Count(block, 1), Count(block, 2), Count(block, 3), Count(block, 4), Count(block, 5))
            : throw Malformed();

        /// <summary>The size of the block behind its header.</summary>
        /// <param name="timeBytes">Bytes of one time.</param>
        public int Bytes(int timeBytes) => (Times * (timeBytes + 1)) + (Types * 6) + Letters + (Leaps * (timeBytes + 4)) + StandardMarks + UtMarks;

        private static int Count(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadInt32BigEndian(block[(20 + (index * 4))..]);
    }
}
