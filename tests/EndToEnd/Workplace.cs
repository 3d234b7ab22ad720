using System.Globalization;
using System.Text;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A folder of its own for a test, with a small data set and a spec in it.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace()
    {
        Folder = Directory.CreateTempSubdirectory("mdlc-e2e-").FullName;
    }

    public string Folder { get; }

    public string Home => Path.Combine(Folder, ".mdlc");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Two numbers, a category and a label that follows from them with some noise.</summary>
    public void WriteRows(string file, int rows, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("id,age,hours,city,income\n");
        for (var i = 0; i < rows; i++)
        {
            var age = random.Next(18, 80);
            var hours = random.Next(5, 60);
            var city = "abc"[random.Next(3)];
            var score = ((age - 45) / 20.0) + ((hours - 30) / 15.0) + (city == 'a' ? 0.8 : 0) + (random.NextDouble() * 1.6) - 0.8;
            text.Append(CultureInfo.InvariantCulture, $"{i},{age},{hours},{city},{(score > 0 ? "high" : "low")}\n");
        }

        File.WriteAllText(PathOf(file), text.ToString());
    }

    public void WriteSpec(string file = "model.yaml", string data = "rows.csv", string model = "income", string trainer = "fasttree", string more = "", string project = "e2e")
    {
        File.WriteAllText(PathOf(file), $$"""
            apiVersion: mdlc/v1
            project: {{project}}
            model: {{model}}
            task: binary
            label: income
            positive: high
            source: {csv: {{data}}}
            ignore: [id]
            train: {trainer: {{trainer}}, seed: 1}
            {{more}}
            """);
    }

    /// <summary>From now on no version can be registered: a file lies where its folder belongs.</summary>
    public void BlockModels()
    {
        Directory.CreateDirectory(Home);
        File.WriteAllText(Path.Combine(Home, "models"), "in the way");
    }

    public void FreeModels() => File.Delete(Path.Combine(Home, "models"));

    public Task<MdlcResult> MdlcAsync(params string[] arguments) => MdlcProcess.RunAsync(Folder, arguments);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
