using System.Reflection;
using System.Runtime.InteropServices;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Training;

/// <summary>Every native library of the product, tried on this machine: the trainers' own, and those of data, catalog and reports.</summary>
public static class NativeLibraries
{
    public static IReadOnlyList<NativeFinding> Findings() =>
    [
        .. NativeParts.Findings(),
        Try("DuckDB", "reads and writes data", "duckdb", "DuckDB.NET.Bindings"),
        Try("SQLite", "keeps the catalog", "e_sqlite3", "SQLitePCLRaw.provider.e_sqlite3"),
        Try("SkiaSharp", "draws the plots of reports", "libSkiaSharp", "SkiaSharp"),
    ];

    /// <param name="assembly">The one that imports the library, and so knows where its package put it.</param>
    private static NativeFinding Try(string part, string use, string library, string assembly)
    {
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(library, Assembly.Load(assembly), null));
            return new NativeFinding(part, use, null, null);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or FileNotFoundException)
        {
            return new NativeFinding(
                part, use, $"{part}'s library does not load on {RuntimeInformation.RuntimeIdentifier}: {exception.Message.Split('\n')[0]}", null);
        }
    }
}
