using System.Globalization;

namespace Mdlc.Training.Bench;

/// <summary>A binary classification that has something to learn: 16 numbers (one in fifty missing in two of them), 4 categories, a label.</summary>
internal static class GeneratedSet
{
    public const string Label = "label";

    private const int Numbers = 16;

    private static readonly int[] Categories = [3, 8, 20, 50];

    /// <summary>The same rows for the same number of them, whatever the machine.</summary>
    public static void Write(string file, int rows)
    {
        var random = new Random(11);
        using var writer = new StreamWriter(file, append: false, encoding: null, bufferSize: 1 << 20);
        writer.WriteLine(string.Join(
            ',', [.. Enumerable.Range(0, Numbers).Select(i => $"n{i}"), .. Enumerable.Range(0, Categories.Length).Select(i => $"c{i}"), Label]));
        var numbers = new double[Numbers];
        var categories = new int[Categories.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < Numbers; i++)
            {
                numbers[i] = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
            }

            for (var i = 0; i < Categories.Length; i++)
            {
                categories[i] = random.Next(Categories[i]);
            }

            WriteRow(writer, numbers, categories, random);
        }
    }

    private static void WriteRow(StreamWriter writer, double[] numbers, int[] categories, Random random)
    {
        var score = numbers[0] + (numbers[1] * numbers[2]) + Math.Sin(3 * numbers[3]) + (categories[0] == 1 ? 0.8 : 0) + ((categories[2] % 3) * 0.3);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i >= 2 || random.Next(50) != 0)
            {
                writer.Write(numbers[i].ToString("0.######", CultureInfo.InvariantCulture));
            }

            writer.Write(',');
        }

        for (var i = 0; i < categories.Length; i++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"v{categories[i]},"));
        }

        writer.WriteLine(score + (random.NextDouble() * 0.6) > 0.8 ? '1' : '0');
    }
}
