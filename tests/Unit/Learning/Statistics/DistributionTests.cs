using System.Text.Json;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class DistributionTests
{
    [Fact]
    public void Distributions_AgainstFortyDigits_AgreeToTwelve()
    {
        var cases = Cases().ToArray();
        Assert.True(cases.Length > 100);
        foreach (var (name, arguments, expected) in cases)
        {
            var actual = Evaluate(name, arguments);
            Assert.True(
                Math.Abs(actual - expected) <= 1e-12 * Math.Max(1, Math.Abs(expected)),
                $"{name}({string.Join(", ", arguments)}): found {actual:r}, expected {expected:r}");
        }
    }

    [Fact]
    public void Distributions_FarTails_KeepRelativePrecision()
    {
        var tails = Cases().Where(c => c.Expected is > 0 and < 1e-6).ToArray();
        Assert.True(tails.Length > 10);
        foreach (var (name, arguments, expected) in tails)
        {
            var actual = Evaluate(name, arguments);
            Assert.True(
                Math.Abs((actual / expected) - 1) <= 1e-11,
                $"{name}({string.Join(", ", arguments)}): found {actual:r}, expected {expected:r}");
        }
    }

    private static IEnumerable<(string Name, double[] Arguments, double Expected)> Cases()
    {
        using var document = JsonDocument.Parse(VectorFile.Read("distributions.json"));
        foreach (var entry in document.RootElement.GetProperty("values").EnumerateArray())
        {
            yield return (
                entry.GetProperty("function").GetString()!,
                [.. entry.GetProperty("arguments").EnumerateArray().Select(x => x.GetDouble())],
                entry.GetProperty("value").GetDouble());
        }
    }

    private static double Evaluate(string name, double[] a) => name switch
    {
        "normalCdf" => Normal.Cdf(a[0]),
        "normalUpper" => Normal.UpperTail(a[0]),
        "normalQuantile" => Normal.Quantile(a[0]),
        "chi2Cdf" => ChiSquare.Cdf(a[0], a[1]),
        "chi2Upper" => ChiSquare.UpperTail(a[0], a[1]),
        "chi2Quantile" => ChiSquare.Quantile(a[0], a[1]),
        "tUpper" => StudentT.UpperTail(a[0], a[1]),
        "fCdf" => FisherF.Cdf(a[0], a[1], a[2]),
        "fUpper" => FisherF.UpperTail(a[0], a[1], a[2]),
        "binomCdf" => Binomial.Cdf((long)a[0], (long)a[1], a[2]),
        "binomUpper" => Binomial.UpperTail((long)a[0], (long)a[1], a[2]),
        _ => throw new ArgumentException($"Unknown function {name}."),
    };
}
