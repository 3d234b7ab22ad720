using System.Globalization;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using ZstdSharp;

namespace Mdlc.Catalog.Sources.Packing;

/// <summary>Expands a compressed file into another, a block at a time, within limits.</summary>
internal sealed class Unpacker(ExpansionLimits limits)
{
    private const int BlockBytes = 1 << 20;

    /// <summary>So often, in bytes written, the disk is looked at and a sign is given.</summary>
    private const long BytesBetweenLooks = 64L << 20;

    /// <param name="progress">Gets a line that says how far it is.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="FaultException">The file is damaged or cut off, or expands beyond what one file may.</exception>
    /// <exception cref="NoRoomException">The disk has no room for all of it.</exception>
    public long Expand(string file, Packed packed, string target, Action<string> progress, CancellationToken cancellationToken)
    {
        using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        if (packed == Packed.Gzip)
        {
            using var gzip = new GzipReader(source, file);
            return Copy(gzip.Read, file, source, output, progress, cancellationToken);
        }

        try
        {
            using var zstandard = new DecompressionStream(source, bufferSize: 0, checkEndOfStream: true, leaveOpen: true);
            return Copy(zstandard.Read, file, source, output, progress, cancellationToken);
        }
        catch (EndOfStreamException inner)
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{file} is cut off: it ends at byte {source.Length}, in the middle of its Zstandard data. Nothing of it was kept. Fetch it again, or try again when it is whole."), inner);
        }
        catch (ZstdException inner)
        {
            throw FaultException.InData(
                $"{file} cannot be expanded as Zstandard: {inner.Message}. Nothing of it was kept. Fetch or write it again (zstd -t says whether it is whole; "
                + "a window of more than 128 MB, as by --long=31, is not read: unpack such a file first).",
                inner);
        }
    }

    private long Copy(
        BlockReader read, string file, FileStream source, FileStream output, Action<string> progress, CancellationToken cancellationToken)
    {
        var whole = Math.Max(1, source.Length);
        var block = new byte[BlockBytes];
        long written = 0, nextLook = 0;
        for (var count = read(block); count > 0; count = read(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            written += count;
            if (written > limits.MostBytes)
            {
                throw FaultException.InData(
                    $"{file} ({ByteCount.Show(whole)}) expands to more than {ByteCount.Show(limits.MostBytes)}, the most that one compressed file may. "
                    + "If it is meant to be so large, unpack it and name the unpacked file in source: that has no such limit.");
            }

            if (written >= nextLook)
            {
                RequireRoom(file, written, output.Name);
                nextLook = written + BytesBetweenLooks;
                progress(string.Create(
                    CultureInfo.InvariantCulture, $"expanding {Path.GetFileName(file)}: {100.0 * source.Position / whole:F0} %, {ByteCount.Show(written)}"));
            }

            output.Write(block, 0, count);
        }

        return written;
    }

    private void RequireRoom(string file, long written, string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        var free = limits.FreeBytes(folder);
        if (free < limits.ReservedBytes + BytesBetweenLooks)
        {
            throw new NoRoomException(
                $"There is no room on the disk: {file} has expanded to {ByteCount.Show(written)} so far, and {ByteCount.Show(free)} are free in {folder}, of which {ByteCount.Show(limits.ReservedBytes)} stay so. "
                + "Nothing that was read is at fault. Make room there, and it can go on; or unpack it on another disk and name the unpacked file in source.");
        }
    }

    private delegate int BlockReader(Span<byte> block);
}
