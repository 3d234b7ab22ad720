namespace Mdlc.Catalog.Sources.Packing;

/// <summary>How far a compressed file may expand: a few kilobytes can hold terabytes of zeros.</summary>
/// <param name="MostBytes">Of one file.</param>
/// <param name="ReservedBytes">What must stay free on the disk that it is written to.</param>
/// <param name="FreeBytes">What is free there.</param>
internal sealed record ExpansionLimits(long MostBytes, long ReservedBytes, Func<string, long> FreeBytes)
{
    public static ExpansionLimits Default { get; } = new(64L << 30, 1L << 30, folder => new DriveInfo(folder).AvailableFreeSpace);
}
