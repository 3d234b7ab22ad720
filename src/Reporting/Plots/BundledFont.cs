using ScottPlot;
using SkiaSharp;

namespace Mdlc.Reporting.Plots;

/// <summary>The font of every plot, from this assembly: without one, a machine that has no fonts gets pictures without any text.</summary>
internal sealed class BundledFont : IFontResolver
{
    public const string Name = "DejaVu Sans (bundled)";

    private const string Resource = "DejaVuSans.ttf";

    // Kept alive for the process: typefaces read from it whenever a glyph is first needed.
    private static readonly Lazy<SKTypeface> Typeface = new(Load);

    private static readonly Lazy<bool> Registered = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new BundledFont());
        Fonts.Default = Name;
        return true;
    });

    /// <summary>Makes the font known to ScottPlot, once.</summary>
    public static void Register() => _ = Registered.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => CreateTypeface(fontName);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => CreateTypeface(fontName);

    private static SKTypeface? CreateTypeface(string fontName) => fontName == Name ? Typeface.Value : null;

    private static SKTypeface Load()
    {
        using var stream = typeof(BundledFont).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not in this assembly.");
        return SKTypeface.FromData(SKData.Create(stream));
    }
}
