namespace Mdlc.Starter.Listings;

/// <param name="Text">Of a row's cell.</param>
internal sealed record ListingColumn<T>(string Title, Func<T, string> Text)
{
    public bool IsNumber { get; init; }

    /// <summary>Where the terminal is too narrow, the highest goes first; 0 stays.</summary>
    public int Rank { get; init; }

    /// <summary>Shown by <c>-o wide</c> only.</summary>
    public bool IsWide { get; init; }
}
