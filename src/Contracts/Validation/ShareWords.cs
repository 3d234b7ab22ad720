using System.Globalization;

namespace Mdlc.Contracts.Validation;

/// <summary>A share that is more than it may be, as people read it.</summary>
public static class ShareWords
{
    private const int MostDigits = 12;

    /// <summary>With as many digits as it takes to see that the one is more than the other.</summary>
    /// <returns>The share, and what is wrong with it: where it is not more than it may be, it is all there is.</returns>
    public static (string Share, string Fault) Beyond(double share, double most)
    {
        if (share <= most)
        {
            return (Text(share, 1), "so that none is left");
        }

        var digits = 1;
        while (digits < MostDigits && Text(share, digits) == Text(most, digits))
        {
            digits++;
        }

        return (Text(share, digits), $"at most {Text(most, digits)} may be");
    }

    private static string Text(double share, int digits) => share.ToString($"P{digits}", CultureInfo.InvariantCulture);
}
