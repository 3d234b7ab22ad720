using Mdlc.Contracts.Tuning;

namespace Mdlc.Unit.Tests.Learning.Search;

/// <summary>A function whose least value is known, as a space to be searched (mlops: Branin, Hartmann, Ackley, Rosenbrock).</summary>
internal sealed record TestFunction(string Name, SearchSpace Space, Func<double[], double> Loss, double Least)
{
    private static readonly double[] HartmannWeights = [1, 1.2, 3, 3.2];

    private static readonly double[][] HartmannWidths =
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ];

    private static readonly double[][] HartmannCentres =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static TestFunction Branin { get; } = new(
        "Branin",
        new SearchSpace([SearchParameter.Double("x0", -5, 10), SearchParameter.Double("x1", 0, 15)]),
        x => Square(x[1] - (5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0]) + (5 / Math.PI * x[0]) - 6) + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x[0])) + 10,
        0.39788735772973816);

    public static TestFunction Hartmann6 { get; } = new("Hartmann6", Cube(6, 0, 1), Hartmann, -3.322368011415515);

    public static TestFunction Ackley5 { get; } = new("Ackley5", Cube(5, -32.768, 32.768), Ackley, 0);

    public static TestFunction Rosenbrock4 { get; } = new(
        "Rosenbrock4",
        Cube(4, -5, 10),
        x => x.Zip(x.Skip(1), (a, b) => (100 * Square(b - (a * a))) + Square(1 - a)).Sum(),
        0);

    public double Of(IReadOnlyDictionary<string, double> parameters) => Loss([.. Space.Parameters.Select(parameter => parameters[parameter.Name])]);

    public override string ToString() => Name;

    private static SearchSpace Cube(int dimensions, double min, double max) =>
        new([.. Enumerable.Range(0, dimensions).Select(i => SearchParameter.Double($"x{i}", min, max))]);

    private static double Square(double x) => x * x;

    private static double Hartmann(double[] x) =>
        -HartmannWeights.Select((weight, i) => weight * Math.Exp(-x.Select((at, k) => HartmannWidths[i][k] * Square(at - HartmannCentres[i][k])).Sum())).Sum();

    private static double Ackley(double[] x) =>
        (-20 * Math.Exp(-0.2 * Math.Sqrt(x.Average(Square)))) - Math.Exp(x.Average(at => Math.Cos(2 * Math.PI * at))) + 20 + Math.E;
}
